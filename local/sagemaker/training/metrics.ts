/** The metrics that SageMaker reads from the log of a training job. */
import type { CreateTrainingJobRequest } from "@aws-sdk/client-sagemaker";
import { UserError } from "../../userError";
import type { FinalMetric } from "../describe";

/** A metric's value in a line of the log, with the round that it belongs to. */
export type LoggedMetric = FinalMetric & { step: number };

/**
 * The metrics in a line of the built-in algorithm's log, by the expressions that SageMaker sets for it, such as
 * `.*\[[0-9]+\].*#011validation-rmse:(\S+)`: https://docs.aws.amazon.com/sagemaker/latest/dg/xgboost-tuning.html
 */
export function xgboostMetrics(line: string): LoggedMetric[] {
  const round = /\[([0-9]+)\]/.exec(line);
  if (!round) return [];
  const time = new Date();
  return [...line.matchAll(/#011(train|validation)-([^\s:]+):(\S+?)(?=#011|\s|$)/g)].map((match) => ({
    name: `${match[1]}:${match[2]}`,
    value: Number(match[3]),
    step: Number(round[1]),
    time,
  }));
}

/**
 * What reads a line by `AlgorithmSpecification.MetricDefinitions`: a metric's value is the first group of its expression, and
 * its rounds are counted from 0.
 * https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_MetricDefinition.html
 *
 * @throws UserError for an expression that JavaScript does not have
 */
export function definedMetrics({
  AlgorithmSpecification,
}: Pick<CreateTrainingJobRequest, "AlgorithmSpecification">): (line: string) => LoggedMetric[] {
  const definitions = (AlgorithmSpecification?.MetricDefinitions ?? []).map(({ Name, Regex }, index) => ({
    name: Name!,
    expression: expressionOf(Regex!, index),
    seen: 0,
  }));
  return (line) => {
    const time = new Date();
    return definitions.flatMap((definition) =>
      [...line.matchAll(definition.expression)]
        .map((match) => Number(match[1] || NaN))
        .filter((value) => Number.isFinite(value))
        .map((value) => ({ name: definition.name, value, step: definition.seen++, time })),
    );
  };
}

function expressionOf(text: string, index: number): RegExp {
  const ignoresCase = text.startsWith("(?i)");
  // Python names a group (?P<name>…), JavaScript (?<name>…).
  const source = (ignoresCase ? text.slice(4) : text).replaceAll("(?P<", "(?<");
  try {
    return new RegExp(source, ignoresCase ? "gi" : "g");
  } catch (error) {
    throw new UserError(
      `AlgorithmSpecification.MetricDefinitions[${index}].Regex ${text} does not run locally: ${(error as Error).message}.`,
      "Write it without what only other kinds of regular expression have.",
    );
  }
}
