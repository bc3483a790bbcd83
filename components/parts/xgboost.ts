/** Hyperparameters of SageMaker's built-in XGBoost: https://docs.aws.amazon.com/sagemaker/latest/dg/xgboost_hyperparameters.html */
import { didYouMean } from "../../asl/check/didYouMean";
import data from "./xgboostHyperparameters.json";

/** A hyperparameter as users write it; SageMaker takes every one as a string. */
export type Hyperparameter = string | number | boolean;

interface Table {
  /** Name -> interval: `[0,1]` holds both bounds, `(0,)` is above 0. */
  integers: Record<string, string>;
  numbers: Record<string, string>;
  choices: Record<string, string[]>;
  literals: string[];
  lists: string[];
  free: string[];
  aliases: Record<string, string>;
  maximizedMetrics: string[];
  minimizedMetrics: string[];
  metricsWithThreshold: string[];
}
const table: Table = data;
const metrics = [...table.maximizedMetrics, ...table.minimizedMetrics];
const names = [
  ...Object.keys({ ...table.integers, ...table.numbers, ...table.choices, ...table.aliases }),
  ...table.literals,
  ...table.lists,
  ...table.free,
];

/** Objectives whose labels lie between 0 and 1. */
const UNIT_INTERVAL_OBJECTIVES = ["reg:logistic", "binary:logistic", "binary:logitraw"];

/**
 * The user's hyperparameters over those of AWS's sample projects: `objective: reg:logistic`, `num_round: 5`, and
 * `eval_metric: rmse` for regression (with another objective XGBoost chooses its own).
 */
export function hyperparametersOf(given: Record<string, Hyperparameter>): Record<string, string> {
  const strings = Object.fromEntries(Object.entries(given).map(([name, value]) => [name, String(value)]));
  const { objective = "reg:logistic" } = strings;
  const metric: Record<string, string> = objective.startsWith("reg:") ? { eval_metric: "rmse" } : {};
  return { objective, ...metric, num_round: "5", ...strings };
}

/** Least and greatest label that the objective takes; undefined when it takes any. */
export function labelRangeOf({ objective = "" }: Record<string, string>): [number, number] | undefined {
  return UNIT_INTERVAL_OBJECTIVES.includes(objective) ? [0, 1] : undefined;
}

/**
 * What is wrong with a hyperparameter, as what was expected of it; undefined when nothing is. The container refuses what
 * it does not know, which would be found only once the job is under way, and paid for.
 */
export function expectedOf(given: string, value: Hyperparameter): string | undefined {
  const name = table.aliases[given] ?? given;
  const text = String(value);
  const interval = table.integers[name] ?? table.numbers[name];
  if (interval !== undefined) {
    const whole = name in table.integers;
    const number = Number(text);
    const right =
      text.trim() !== "" && Number.isFinite(number) && (!whole || Number.isInteger(number)) && within(number, interval);
    return right ? undefined : `a ${whole ? "whole " : ""}number in ${interval}`;
  }
  const choices = table.choices[name];
  if (choices !== undefined) return choices.includes(text) ? undefined : `one of ${choices.join(", ")}`;
  if (name === "eval_metric")
    return text.split(",").every(isMetric) ? undefined : `one or more of ${metrics.join(", ")}`;
  if (names.includes(name)) return undefined;
  return `a hyperparameter of SageMaker's XGBoost. ${didYouMean(given, names)}`.trim();
}

function isMetric(text: string): boolean {
  const [metric = "", threshold] = text.trim().split("@");
  if (threshold === undefined) return metrics.includes(metric);
  return table.metricsWithThreshold.includes(metric) && threshold !== "" && Number.isFinite(Number(threshold));
}

function within(value: number, interval: string): boolean {
  const [low = "", high = ""] = interval.slice(1, -1).split(",");
  const above = low === "" || value > Number(low) || (interval.startsWith("[") && value === Number(low));
  const below = high === "" || value < Number(high) || (interval.endsWith("]") && value === Number(high));
  return above && below;
}
