/** The space of hyperparameters that a tuning job searches, and points in it. */
import type { ParameterRanges } from "@aws-sdk/client-sagemaker";

/** A range of one hyperparameter. */
export type Dimension =
  | { name: string; kind: "integer" | "continuous"; min: number; max: number; scaling: Scaling }
  | { name: string; kind: "categorical"; values: string[] };

/** How values of a range are spread: evenly, evenly by order of magnitude, or that towards 1. */
type Scaling = "Linear" | "Logarithmic" | "ReverseLogarithmic";

/** A hyperparameter's value by its name, as it is given to training. */
export type HyperParameters = Record<string, string>;

/** From this ratio of the bounds on, `Auto` searches by order of magnitude. SageMaker does not tell its own rule. */
const AUTO_LOGARITHMIC_FROM = 100;

/**
 * The ranges as dimensions, in the order integer, continuous, categorical.
 *
 * @returns also what is wrong with them, one sentence each
 */
export function searchSpaceOf(ranges: ParameterRanges): { dimensions: Dimension[]; problems: string[] } {
  const problems: string[] = [];
  const numeric = (kind: "integer" | "continuous") =>
    ((kind === "integer" ? ranges.IntegerParameterRanges : ranges.ContinuousParameterRanges) ?? []).map((range) => {
      const [min, max] = [Number(range.MinValue), Number(range.MaxValue)];
      const dimension = {
        name: range.Name!,
        kind,
        min,
        max,
        scaling: scalingOf(range.ScalingType ?? "Auto", min, max),
      };
      const problem = problemOf(dimension);
      if (problem) problems.push(`The range of ${range.Name} (${range.MinValue} to ${range.MaxValue}) ${problem}`);
      return dimension;
    });
  const numbers = [...numeric("integer"), ...numeric("continuous")];
  const categorical = (ranges.CategoricalParameterRanges ?? []).map(({ Name, Values }) => {
    if (!Values?.length) problems.push(`The range of ${Name} has no values`);
    return { name: Name!, kind: "categorical" as const, values: Values ?? [] };
  });
  const dimensions: Dimension[] = [...numbers, ...categorical];
  const names = dimensions.map(({ name }) => name);
  const repeated = new Set(names.filter((name, index) => names.indexOf(name) !== index));
  for (const name of repeated) problems.push(`The hyperparameter ${name} has more than one range`);
  return { dimensions, problems };
}

function scalingOf(asked: Scaling | "Auto", min: number, max: number): Scaling {
  if (asked !== "Auto") return asked;
  return min > 0 && max / min >= AUTO_LOGARITHMIC_FROM ? "Logarithmic" : "Linear";
}

/** https://docs.aws.amazon.com/sagemaker/latest/dg/automatic-model-tuning-define-ranges.html */
function problemOf({ kind, min, max, scaling }: Exclude<Dimension, { kind: "categorical" }>): string | undefined {
  if (!Number.isFinite(min) || !Number.isFinite(max)) return "is not one of numbers";
  if (kind === "integer" && !(Number.isInteger(min) && Number.isInteger(max))) return "is not one of integers";
  if (min > max) return "has its minimum above its maximum";
  if (scaling === "Logarithmic" && min <= 0) return "holds values of 0 or less, which Logarithmic scaling cannot take";
  if (scaling !== "ReverseLogarithmic") return undefined;
  if (kind === "integer") return "is one of integers, which ReverseLogarithmic scaling cannot take";
  return min < 0 || max >= 1 ? "is not within 0 <= x < 1, as ReverseLogarithmic scaling needs it" : undefined;
}

/**
 * The values at a point of the unit cube, one coordinate from [0, 1) for each dimension.
 *
 * @example valuesAt([{ name: "max_depth", kind: "integer", min: 3, max: 6, scaling: "Linear" }], [0.99]) // { max_depth: "6" }
 */
export function valuesAt(dimensions: readonly Dimension[], point: readonly number[]): HyperParameters {
  return Object.fromEntries(dimensions.map((dimension, index) => [dimension.name, valueAt(dimension, point[index]!)]));
}

function valueAt(dimension: Dimension, at: number): string {
  if (dimension.kind === "categorical") return dimension.values[Math.floor(at * dimension.values.length)]!;
  const { kind, min, max } = dimension;
  const { forth, back } = scaleOf(dimension);
  // Each integer has an equal share, the outermost two among them.
  const [low, high] = kind === "integer" && dimension.scaling === "Linear" ? [min - 0.5, max + 0.5] : [min, max];
  const value = back(forth(low) + at * (forth(high) - forth(low)));
  return String(Math.min(max, Math.max(min, kind === "integer" ? Math.round(value) : value)));
}

/**
 * The values as coordinates in which a difference means the same everywhere: numbers by their scaling from 0 to 1, a
 * category as one coordinate for each of its values.
 */
export function coordinatesOf(dimensions: readonly Dimension[], values: HyperParameters): number[] {
  return dimensions.flatMap((dimension) => {
    const value = values[dimension.name]!;
    // Two different categories are at distance 1.
    if (dimension.kind === "categorical") return dimension.values.map((one) => (one === value ? Math.SQRT1_2 : 0));
    const { min, max } = dimension;
    const { forth } = scaleOf(dimension);
    return max === min ? [0] : [(forth(Number(value)) - forth(min)) / (forth(max) - forth(min))];
  });
}

function scaleOf({ scaling }: { scaling: Scaling }) {
  if (scaling === "Logarithmic") return { forth: Math.log, back: Math.exp };
  if (scaling === "Linear") return { forth: (value: number) => value, back: (value: number) => value };
  return { forth: (value: number) => -Math.log(1 - value), back: (value: number) => 1 - Math.exp(-value) };
}

/** Every combination of categories, the last dimension fastest. */
export function gridOf(dimensions: readonly Dimension[]): HyperParameters[] {
  return dimensions.reduce<HyperParameters[]>(
    (rows, dimension) =>
      dimension.kind === "categorical"
        ? rows.flatMap((row) => dimension.values.map((value) => ({ ...row, [dimension.name]: value })))
        : rows,
    [{}],
  );
}
