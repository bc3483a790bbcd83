/** Which container image stands for which program of this machine. */
import { UserError } from "../userError";

/** What the local run has in place of container images. */
export type LocalContainer = "xgboost" | "scikit-learn";

/** The tag of the XGBoost image whose library version is the one in local/python/requirements.in. */
const XGBOOST_TAG = /^3\.0-5/;

const CONTAINERS: Record<string, LocalContainer> = {
  "sagemaker-xgboost": "xgboost",
  "sagemaker-scikit-learn": "scikit-learn",
};

/**
 * The variables that the images themselves set for training in script mode; SAGEMAKER_TRAINING_MODULE is what SageMaker's
 * toolkit starts. From the Dockerfiles of https://github.com/aws/sagemaker-xgboost-container and
 * https://github.com/aws/sagemaker-scikit-learn-container.
 */
export const TRAINING_VARIABLES: Record<LocalContainer, Record<string, string>> = {
  xgboost: {
    SAGEMAKER_TRAINING_MODULE: "sagemaker_xgboost_container.training:main",
    SM_INPUT: "/opt/ml/input",
    SM_INPUT_TRAINING_CONFIG_FILE: "/opt/ml/input/config/hyperparameters.json",
    SM_INPUT_DATA_CONFIG_FILE: "/opt/ml/input/config/inputdataconfig.json",
    SM_CHECKPOINT_CONFIG_FILE: "/opt/ml/input/config/checkpointconfig.json",
  },
  "scikit-learn": { SAGEMAKER_TRAINING_MODULE: "sagemaker_sklearn_container.training:main" },
};

/**
 * Gives the stand-in for an image, by the last part of its repository: the registry's account differs by region.
 *
 * @param image for instance `246618743249.dkr.ecr.us-west-2.amazonaws.com/sagemaker-xgboost:3.0-5`
 * @throws UserError for any other image
 */
export function localContainer(image: string): LocalContainer {
  const repository =
    image
      .replace(/[:@][^/]*$/, "")
      .split("/")
      .at(-1) ?? "";
  const container = CONTAINERS[repository];
  if (!container) {
    throw new UserError(
      `The container image ${image} does not run locally.`,
      `Use one that does (${Object.keys(CONTAINERS).join(", ")}), or run this pipeline on AWS.`,
    );
  }
  return container;
}

/** A word on the difference when an image's library is not of the version that runs here; `undefined` when it is. */
export function versionNotice(image: string): string | undefined {
  const tag = /:([^/:@]+)$/.exec(image)?.[1] ?? "";
  if (localContainer(image) !== "xgboost" || XGBOOST_TAG.test(tag)) return undefined;
  return `The image has XGBoost ${tag}; this run uses 3.0.5, so figures may differ a little from those on AWS.`;
}

/** What every program in script mode is told: its libraries are those of this machine's environment. */
export function imageNotice(image: string): string {
  const tag = /:([^/:@]+)$/.exec(image)?.[1];
  return (
    `The script runs with the Python and the libraries of the local run (local/python/requirements.txt), ` +
    `which may be others than in the image ${localContainer(image)}${tag === undefined ? "" : ` ${tag}`}.`
  );
}
