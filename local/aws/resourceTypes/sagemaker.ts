/** Resource types of Amazon SageMaker. */
import { regional, type ResourceType } from "../resourceType";

const groupArn = regional("sagemaker", "model-package-group/");

/** Type token -> what is known of it. */
export const SAGEMAKER_TYPES: Readonly<Record<string, ResourceType>> = {
  "aws:sagemaker/modelPackageGroup:ModelPackageGroup": {
    // https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateModelPackageGroup.html
    name: { property: "modelPackageGroupName", limit: 63 },
    id: ({ name }) => name,
    computed: (made) => ({ arn: groupArn(made) }),
    tagged: true,
    replacedFor: ["modelPackageGroupDescription"],
  },
};
