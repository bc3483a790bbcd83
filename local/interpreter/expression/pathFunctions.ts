/** Functions at the end of a JSONPath: `$.Items.length()`. */
import type { Json } from "../../../asl/definition";
import type { PathFunction } from "../../../asl/expression/jsonPath";
import { runtimeFailure } from "../failures";
import { isObject } from "../json";

type OfNumbers = Exclude<PathFunction, "length" | "keys" | "first" | "last">;

const sum = (numbers: number[]) => numbers.reduce((total, number) => total + number, 0);
const mean = (numbers: number[]) => sum(numbers) / numbers.length;

const OF_NUMBERS: Readonly<Record<OfNumbers, (numbers: number[]) => number>> = {
  min: (numbers) => numbers.reduce((least, number) => Math.min(least, number), Infinity),
  max: (numbers) => numbers.reduce((most, number) => Math.max(most, number), -Infinity),
  sum,
  avg: mean,
  stddev(numbers) {
    const middle = mean(numbers);
    return Math.sqrt(mean(numbers.map((number) => (number - middle) ** 2)));
  },
};

/** @throws EvaluationFailure `States.Runtime` for a value that the function does not take */
export function applyPathFunction(name: PathFunction, value: Json): Json {
  switch (name) {
    case "length":
      if (Array.isArray(value) || typeof value === "string") return value.length;
      if (isObject(value)) return Object.keys(value).length;
      throw runtimeFailure("The path function length() takes a list, an object or a text.");
    case "keys":
      if (isObject(value)) return Object.keys(value);
      throw runtimeFailure("The path function keys() takes an object.");
    case "first":
    case "last":
      if (Array.isArray(value) && value.length > 0) return value.at(name === "first" ? 0 : -1)!;
      throw runtimeFailure(`The path function ${name}() takes a list with items.`);
    default: {
      const numbers = Array.isArray(value) ? value.filter((item) => typeof item === "number") : [];
      if (numbers.length > 0) return OF_NUMBERS[name](numbers);
      throw runtimeFailure("Aggregation function attempted to calculate value using empty array");
    }
  }
}
