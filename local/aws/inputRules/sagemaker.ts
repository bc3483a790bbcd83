/** What AWS asks of resource types of Amazon SageMaker. */
import { type InputRules, tags, text } from "../inputRule";

/** Type token -> what AWS asks. */
export const SAGEMAKER_RULES: Readonly<Record<string, InputRules>> = {
  // https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateModelPackageGroup.html
  "aws:sagemaker/modelPackageGroup:ModelPackageGroup": {
    required: ["modelPackageGroupName"],
    properties: {
      modelPackageGroupName: text(/^[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}$/, "1 to 63 letters, digits and hyphens"),
      modelPackageGroupDescription: text(/^.{0,1024}$/s, "at most 1024 characters"),
      tags,
    },
  },
};
