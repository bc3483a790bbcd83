/** SageMaker's containers in which programs of script mode run. */
import { SCIKIT_LEARN_TAG } from "../parts/images";

/** A framework that a program is written for. */
export type Framework = "xgboost" | "scikit-learn";

/** Where a framework's container is. */
interface FrameworkImage {
  repositoryName: string;
  imageTag: string;
}

/**
 * Both containers train and serve a program of the user's.
 *
 * Source: https://docs.aws.amazon.com/sagemaker/latest/dg/xgboost.html ("as a framework"),
 * https://docs.aws.amazon.com/sagemaker/latest/dg/sklearn.html
 */
export const FRAMEWORKS: Readonly<Record<Framework, FrameworkImage>> = {
  xgboost: { repositoryName: "sagemaker-xgboost", imageTag: "3.0-5" },
  "scikit-learn": { repositoryName: "sagemaker-scikit-learn", imageTag: SCIKIT_LEARN_TAG },
};
