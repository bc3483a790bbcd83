/** AWS's own SageMaker containers, in the account that holds them for the region. */
import { getPrebuiltEcrImage } from "@pulumi/aws/sagemaker/getPrebuiltEcrImage";
import * as pulumi from "@pulumi/pulumi";

/**
 * The scikit-learn container: https://docs.aws.amazon.com/sagemaker/latest/dg-ecr-paths/sagemaker-algo-docker-registry-paths.html
 */
export const SCIKIT_LEARN_TAG = "1.2-1-cpu-py3";

/**
 * A container image's URI. Known at preview.
 *
 * @param repositoryName `sagemaker-xgboost`, `sagemaker-scikit-learn`
 * @param imageTag a version, never `latest` or `1`: what those mean changes, and `1` is XGBoost 0.72
 */
export function prebuiltImage(
  repositoryName: string,
  imageTag: string,
  parent: pulumi.Resource,
): pulumi.Output<string> {
  const image = getPrebuiltEcrImage({ repositoryName, imageTag }, { parent });
  return pulumi.output(image.then(({ registryPath }) => registryPath));
}
