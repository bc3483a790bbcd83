/** Hyperparameters as the SageMaker Python SDK writes them: each value is JSON, so that text stands in quotation marks. */

/** The text of a hyperparameter, written as JSON or plain; `undefined` when it is not given. */
export function hyperparameterText(value: string | undefined): string | undefined {
  if (value === undefined) return undefined;
  try {
    const parsed: unknown = JSON.parse(value);
    return typeof parsed === "string" ? parsed : value;
  } catch {
    return value;
  }
}
