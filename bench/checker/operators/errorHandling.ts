/** Retry and Catch. */
import type { Json } from "../../../asl/definition";
import { each, type Operator } from "../mutation";
import { handlers, type ObjectSite, states, statesOf, textOf } from "../sites";
import { misspell, remove, set } from "./edits";

const operator = (name: string, breaks: string, mutate: Operator["mutate"]): Operator => ({
  name,
  class: "error handling",
  breaks,
  mutate,
});

const retriers = handlers("Retry");
const catchers = handlers("Catch");
const both = (definition: Parameters<typeof retriers>[0]): ObjectSite[] => [
  ...retriers(definition),
  ...catchers(definition),
];

/** Gives a field of every retrier a value that it cannot have. */
const retrier = (field: string, value: Json) => each(retriers, ({ object, path }) => set(object, path, field, value));

/** Whether an entry is for `States.ALL`. */
const forAll = (entry: Json) => JSON.stringify(entry).includes("States.ALL");

/** Operators on Retry and Catch. */
export const errorHandlingOperators: Operator[] = [
  operator(
    "all-not-last-retrier",
    "A retrier follows that of States.ALL",
    each(states, ({ state, path }) => {
      if (!Array.isArray(state.Retry) || !state.Retry.some(forAll)) return undefined;
      state.Retry.push({ ErrorEquals: ["States.Timeout"] });
      return `${path}.Retry`;
    }),
  ),
  operator(
    "all-not-last-catcher",
    "A catcher follows that of States.ALL",
    each(states, ({ state, path }) => {
      if (!Array.isArray(state.Catch)) return undefined;
      const [last] = state.Catch.slice(-1);
      if (last === undefined || !forAll(last)) return undefined;
      state.Catch.push({ ...(structuredClone(last) as object), ErrorEquals: ["States.Timeout"] });
      return `${path}.Catch`;
    }),
  ),
  operator(
    "all-not-alone",
    "States.ALL stands beside another error",
    each(both, ({ object, path }) =>
      forAll(object) ? set(object, path, "ErrorEquals", ["States.Timeout", "States.ALL"]) : undefined,
    ),
  ),
  operator(
    "error-name-unknown",
    "An error of the language is misspelt",
    each(both, ({ object, path }) => set(object, path, "ErrorEquals", ["States.TimeOut"])),
  ),
  operator(
    "errors-empty",
    "An entry names no error",
    each(both, ({ object, path }) => set(object, path, "ErrorEquals", [])),
  ),
  operator(
    "errors-missing",
    "An entry has no ErrorEquals",
    each(both, ({ object, path }) => remove(object, path, "ErrorEquals")),
  ),
  operator(
    "errors-a-text",
    "ErrorEquals is a text",
    each(both, ({ object, path }) => set(object, path, "ErrorEquals", "States.ALL")),
  ),
  operator("attempts-negative", "Fewer than no retries", retrier("MaxAttempts", -1)),
  operator("attempts-a-text", "The number of retries is a text", retrier("MaxAttempts", "3")),
  operator("interval-zero", "Retries without a wait", retrier("IntervalSeconds", 0)),
  operator("interval-not-whole", "A wait of a part of a second", retrier("IntervalSeconds", 0.5)),
  operator("backoff-below-one", "Waits that become shorter", retrier("BackoffRate", 0.5)),
  operator("jitter-unknown", "A jitter strategy that there is not", retrier("JitterStrategy", "PARTIAL")),
  operator("delay-zero", "The longest wait is none", retrier("MaxDelaySeconds", 0)),
  operator("delay-too-long", "The longest wait is more than a year", retrier("MaxDelaySeconds", 40_000_000)),
  operator(
    "retrier-field-misspelt",
    "A field of a retrier is misspelt",
    each(retriers, ({ object, path }) => set(object, path, "MaxAttempt", 2)),
  ),
  operator(
    "catcher-field-misspelt",
    "A field of a catcher is misspelt",
    each(catchers, ({ object, path }) => set(object, path, "ResultPaths", "$.Failure")),
  ),
  operator(
    "catch-target-missing",
    "A catcher leads nowhere",
    each(catchers, ({ object, path }) => remove(object, path, "Next")),
  ),
  operator(
    "catch-target-unknown",
    "A catcher leads to a state that there is not",
    each(catchers, ({ object, path }) => set(object, path, "Next", misspell(textOf(object.Next)))),
  ),
  operator(
    "catch-never-used",
    "A catcher for an error that one before it has caught",
    each(states, ({ state, path }) => {
      if (!Array.isArray(state.Catch)) return undefined;
      const [first] = state.Catch;
      if (first === undefined || forAll(first)) return undefined;
      state.Catch.splice(1, 0, structuredClone(first));
      return `${path}.Catch`;
    }),
  ),
  operator(
    "retry-of-pass",
    "A state that cannot fail so is retried",
    each(statesOf("Pass", "Wait"), ({ state, path }) =>
      set(state, path, "Retry", [{ ErrorEquals: ["States.Timeout"] }]),
    ),
  ),
  operator(
    "catch-of-choice",
    "A Choice has a Catch",
    each(statesOf("Choice"), ({ state, path, name }) =>
      set(state, path, "Catch", [{ ErrorEquals: ["States.Runtime"], Next: state.Default ?? name }]),
    ),
  ),
];
