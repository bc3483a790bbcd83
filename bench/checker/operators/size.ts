/** How large definitions, data and numbers may be. */
import { each, type Operator } from "../mutation";
import { asObject, states, statesOf } from "../sites";
import { rename, set } from "./edits";

const operator = (name: string, breaks: string, mutate: Operator["mutate"]): Operator => ({
  name,
  class: "size",
  breaks,
  mutate,
});

const KIB = 1024;

/** Operators on quotas. Source: https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html */
export const sizeOperators: Operator[] = [
  operator(
    "definition-too-large",
    "A definition of more than 1 MiB",
    each(
      (definition) => [definition],
      (definition) => set(definition, "", "Comment", "x".repeat(KIB * KIB)) && "",
    ),
  ),
  operator(
    "data-too-large",
    "A Pass that makes more than 256 KiB",
    each(statesOf("Pass"), ({ state, path, jsonata }) =>
      jsonata ? set(state, path, "Output", "x".repeat(300 * KIB)) : set(state, path, "Result", "x".repeat(300 * KIB)),
    ),
  ),
  operator(
    "payload-too-large",
    "A task that sends more than 256 KiB",
    each(statesOf("Task"), ({ state, path, jsonata }) => {
      const field = jsonata ? "Arguments" : "Parameters";
      const payload = asObject(asObject(state[field])?.Payload);
      return payload && set(payload, `${path}.${field}.Payload`, "Rows", "x".repeat(300 * KIB)) && path;
    }),
  ),
  operator(
    "state-name-81",
    "A state with a name of 81 characters",
    each(states, ({ graph, name }) => {
      const long = name.padEnd(81, "x");
      rename(asObject(graph.States)!, name, long);
      const text = JSON.stringify(graph).replaceAll(
        new RegExp(`"(Next|Default|StartAt)":${JSON.stringify(name).replace(/[?.*+()[\]]/g, "\\$&")}`, "g"),
        (_all, key: string) => `"${key}":${JSON.stringify(long)}`,
      );
      Object.assign(graph, JSON.parse(text));
      return "";
    }),
  ),
  operator(
    "wait-too-long",
    "A Wait of more than 99,999,999 seconds",
    each(statesOf("Wait"), ({ state, path }) =>
      state.Seconds === undefined ? undefined : set(state, path, "Seconds", 100_000_000),
    ),
  ),
  operator(
    "timeout-too-long",
    "A time-out of more than 99,999,999 seconds",
    each(statesOf("Task"), ({ state, path }) => set(state, path, "TimeoutSeconds", 100_000_000)),
  ),
];
