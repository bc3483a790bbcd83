/** Hyperparameters of SageMaker's built-in XGBoost: https://docs.aws.amazon.com/sagemaker/latest/dg/xgboost_hyperparameters.html */

/** Those of AWS's sample projects. */
const DEFAULTS = { objective: "reg:logistic", eval_metric: "rmse", num_round: "5" };

/** Objectives whose labels lie between 0 and 1. */
const UNIT_INTERVAL_OBJECTIVES = ["reg:logistic", "binary:logistic", "binary:logitraw"];

/** The user's hyperparameters over the defaults. SageMaker takes every one as a string. */
export function hyperparametersOf(given: Record<string, string | number | boolean>): Record<string, string> {
  const strings = Object.entries(given).map(([name, value]) => [name, String(value)] as const);
  return { ...DEFAULTS, ...Object.fromEntries(strings) };
}

/** Least and greatest label that the objective takes; undefined when it takes any. */
export function labelRangeOf({ objective = "" }: Record<string, string>): [number, number] | undefined {
  return UNIT_INTERVAL_OBJECTIVES.includes(objective) ? [0, 1] : undefined;
}
