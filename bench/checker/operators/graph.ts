/** How states are joined. */
import { each, type Operator } from "../mutation";
import { asObject, objects, rules, states, statesOf, textOf } from "../sites";
import { misspell, remove, rename, set } from "./edits";

const operator = (name: string, breaks: string, mutate: Operator["mutate"]): Operator => ({
  name,
  class: "graph",
  breaks,
  mutate,
});

/** Operators on transitions. */
export const graphOperators: Operator[] = [
  operator(
    "start-unknown",
    "StartAt names a state that there is not",
    each(
      (definition) => [definition],
      (definition) => set(definition, "", "StartAt", misspell(textOf(definition.StartAt))).slice(1),
    ),
  ),
  operator(
    "inner-start-unknown",
    "A branch's StartAt names a state that there is not",
    each(statesOf("Parallel"), ({ state, path }) => {
      const branch = objects(state.Branches)[0]!;
      return set(branch, `${path}.Branches[0]`, "StartAt", misspell(textOf(branch.StartAt)));
    }),
  ),
  operator(
    "next-unknown",
    "A Next names a state that there is not",
    each(states, ({ state, path }) =>
      typeof state.Next === "string" ? set(state, path, "Next", misspell(state.Next)) : undefined,
    ),
  ),
  operator(
    "next-wrong-case",
    "A Next names a state in another case",
    each(states, ({ state, path }) =>
      typeof state.Next === "string" ? set(state, path, "Next", state.Next.toUpperCase()) : undefined,
    ),
  ),
  operator(
    "default-unknown",
    "A Default names a state that there is not",
    each(statesOf("Choice"), ({ state, path }) => set(state, path, "Default", misspell(textOf(state.Default)))),
  ),
  operator(
    "rule-target-unknown",
    "A rule leads to a state that there is not",
    each(rules, ({ object, path }) =>
      typeof object.Next === "string" ? set(object, path, "Next", misspell(object.Next)) : undefined,
    ),
  ),
  operator(
    "next-out-of-branch",
    "A state in a branch leads to one outside of it",
    each(states, ({ state, path, graph }, { definition }) => {
      const outer = textOf(definition.StartAt);
      if (state.End !== true || asObject(graph.States)?.[outer] !== undefined) return undefined;
      Reflect.deleteProperty(state, "End");
      return set(state, path, "Next", outer);
    }),
  ),
  operator(
    "next-into-branch",
    "A state leads to one inside a branch or processor",
    each(statesOf("Parallel", "Map"), ({ state, path }) => {
      const inner = objects(state.Branches)[0] ?? asObject(state.ItemProcessor) ?? asObject(state.Iterator);
      Reflect.deleteProperty(state, "End");
      return set(state, path, "Next", textOf(inner?.StartAt));
    }),
  ),
  operator(
    "transition-missing",
    "A state leads nowhere",
    each(states, ({ state, path }) => (remove(state, path, "Next") ?? remove(state, path, "End")) && path),
  ),
  operator(
    "end-false",
    "A state ends with End: false",
    each(states, ({ state, path }) => (state.End === true ? set(state, path, "End", false) : undefined)),
  ),
  operator(
    "next-and-end",
    "A state has Next and End",
    each(states, ({ state, path }) => {
      if (typeof state.Next !== "string" || state.Type === "Choice") return undefined;
      state.End = true;
      return path;
    }),
  ),
  operator(
    "unreachable",
    "A state to which no other leads",
    each(
      (definition) => [definition],
      (definition) => {
        asObject(definition.States)!["Left over"] = { Type: "Pass", End: true };
        return "States.Left over";
      },
    ),
  ),
  operator(
    "unreachable-inside",
    "A state of a branch to which no other leads",
    each(statesOf("Parallel"), ({ state, path }) => {
      asObject(objects(state.Branches)[0]!.States)!["Left over"] = { Type: "Pass", End: true };
      return `${path}.Branches[0].States.Left over`;
    }),
  ),
  operator(
    "bypassed",
    "The start of the definition skips its first state",
    each(
      (definition) => [definition],
      (definition) => {
        const first = asObject(asObject(definition.States)?.[textOf(definition.StartAt)]);
        if (typeof first?.Next !== "string") return undefined;
        // A loop may lead back to the first state.
        const [, ...rest] = JSON.stringify(definition).split(`"Next":${JSON.stringify(definition.StartAt)}`);
        if (rest.length > 0) return undefined;
        definition.StartAt = first.Next;
        return "";
      },
    ),
  ),
  operator(
    "no-end",
    "No path through the definition comes to an end",
    each(
      (definition) => [definition],
      (definition) => {
        const start = definition.StartAt!;
        for (const state of objects(Object.values(asObject(definition.States) ?? {}))) {
          const ends = state.Type === "Succeed" || state.Type === "Fail";
          if (ends) for (const key of Object.keys(state)) Reflect.deleteProperty(state, key);
          if (ends) Object.assign(state, { Type: "Pass", Next: start });
          if (state.End === true) {
            Reflect.deleteProperty(state, "End");
            state.Next = start;
          }
        }
        return "";
      },
    ),
  ),
  operator(
    "duplicate-name",
    "A state in a branch or processor has the name of one outside of it",
    each(statesOf("Parallel", "Map"), ({ state, name, path }) => {
      const branch = objects(state.Branches)[0];
      const field =
        branch === undefined ? (state.Iterator === undefined ? "ItemProcessor" : "Iterator") : "Branches[0]";
      const inner = branch ?? asObject(state.ItemProcessor) ?? asObject(state.Iterator)!;
      rename(asObject(inner.States)!, textOf(inner.StartAt), name);
      inner.StartAt = name;
      return `${path}.${field}.States.${name}`;
    }),
  ),
  operator(
    "name-in-two-branches",
    "States of two branches have the same name",
    each(statesOf("Parallel"), ({ state }) => {
      const [first, second] = objects(state.Branches);
      if (first === undefined || second === undefined) return undefined;
      rename(asObject(second.States)!, textOf(second.StartAt), textOf(first.StartAt));
      second.StartAt = first.StartAt!;
      return "";
    }),
  ),
];
