/** Fragments: pieces of a definition that join into larger ones. Immutable: joining makes a new fragment. */
import { isDeepStrictEqual } from "node:util";
import { AslError, type AslProblem } from "./aslError";
import type { QueryLanguage, State, StateGraph, StateMachineDefinition } from "./definition";

/** States with one way in and any number of open ends. */
export interface Fragment {
  /** Name of the first state. */
  readonly startAt: string;
  readonly states: Readonly<Record<string, State>>;
  /** Names of the states that still lead nowhere. */
  readonly openEnds: readonly string[];
}

/** Longest name of a state: https://docs.aws.amazon.com/step-functions/latest/dg/statemachine-structure.html */
export const MAX_STATE_NAME_LENGTH = 80;

/**
 * One state as a fragment, with the fragments that its `Catch` or `Choices` lead to.
 *
 * @throws AslError when the name is empty, too long, or taken by a different state
 */
export function fragmentOf(name: string, state: State, open: boolean, targets: readonly Fragment[] = []): Fragment {
  if (name.length === 0 || name.length > MAX_STATE_NAME_LENGTH) {
    const message = `a state's name has 1 to ${MAX_STATE_NAME_LENGTH} characters, this one has ${name.length}`;
    throw new AslError([{ path: `States.${name}`, message }]);
  }
  return {
    startAt: name,
    states: mergeStates([{ [name]: state }, ...targets.map((target) => target.states)]),
    openEnds: [...(open ? [name] : []), ...targets.flatMap((target) => target.openEnds)],
  };
}

/**
 * Fragments one after another: every open end of one leads to the start of the next.
 *
 * @example chain(generate, train, save)
 */
export function chain(first: Fragment, ...rest: Fragment[]): Fragment {
  return rest.reduce((before, next) => {
    const linked = { ...before.states };
    for (const name of before.openEnds) linked[name] = { ...linked[name], Next: next.startAt } as State;
    return { startAt: before.startAt, states: mergeStates([linked, next.states]), openEnds: next.openEnds };
  }, first);
}

/** A jump to a state that is defined elsewhere in the same definition: for loops. */
export function goTo(name: string): Fragment {
  return { startAt: name, states: {}, openEnds: [] };
}

/**
 * The same fragment, ended: its open ends become `End`, and what is chained behind it does not change it.
 *
 * @example task("Train", call, { catch: [{ target: ended(notify) }] }) // the execution ends, well, behind `notify`
 */
export function ended(fragment: Fragment): Fragment {
  return { startAt: fragment.startAt, states: close(fragment).States, openEnds: [] };
}

/** States of a Parallel branch or a Map processor: open ends become `End`. */
export function close(fragment: Fragment): StateGraph {
  const states: Record<string, State> = { ...fragment.states };
  for (const name of fragment.openEnds) states[name] = { ...states[name], End: true } as State;
  return { StartAt: fragment.startAt, States: states };
}

/** What a whole definition may say beside its states. */
export interface DefinitionOptions {
  comment?: string;
  /** Time-out of the whole execution, in seconds. */
  timeoutSeconds?: number;
  queryLanguage?: QueryLanguage;
  /** Partition of the integrations' ARNs; `aws` by default. */
  partition?: string;
}

/**
 * The definition that a fragment makes. Open ends become `End`.
 *
 * @example define(chain(generate, train), { comment: "Trains a model", partition: "aws-cn" })
 */
export function define(fragment: Fragment, options: DefinitionOptions = {}): StateMachineDefinition {
  const { StartAt, States } = close(fragment);
  const definition: StateMachineDefinition = { StartAt, States: withoutOwn(States, options.queryLanguage) };
  if (options.comment !== undefined) definition.Comment = options.comment;
  if (options.timeoutSeconds !== undefined) definition.TimeoutSeconds = options.timeoutSeconds;
  if (options.queryLanguage !== undefined) definition.QueryLanguage = options.queryLanguage;
  const { partition = "aws" } = options;
  return partition === "aws" ? definition : inPartition(definition, partition);
}

/**
 * The same states, of which none says what the definition says: its query language. States inside a Parallel or Map have
 * the definition's too.
 */
function withoutOwn(states: Record<string, State>, language: QueryLanguage | undefined): Record<string, State> {
  if (language === undefined) return states;
  const inner = <Graph extends StateGraph>(graph: Graph): Graph => ({
    ...graph,
    States: withoutOwn(graph.States, language),
  });
  return mapValues(states, (state) => {
    const { QueryLanguage: own, ...rest } = state;
    const kept = (own === language ? rest : state) as State;
    if (kept.Type === "Parallel") return { ...kept, Branches: kept.Branches.map(inner) };
    if (kept.Type === "Map" && kept.ItemProcessor) return { ...kept, ItemProcessor: inner(kept.ItemProcessor) };
    return kept;
  });
}

function mapValues(states: Record<string, State>, change: (state: State) => State): Record<string, State> {
  return Object.fromEntries(Object.entries(states).map(([name, state]) => [name, change(state)]));
}

/** The same definition with its integrations' ARNs in another partition. */
function inPartition(definition: StateMachineDefinition, partition: string): StateMachineDefinition {
  const rewrite = (key: string, value: unknown) =>
    key === "Resource" && typeof value === "string"
      ? value.replace(/^arn:aws:states:::/, `arn:${partition}:states:::`)
      : value;
  return JSON.parse(JSON.stringify(definition, rewrite)) as StateMachineDefinition;
}

function mergeStates(parts: readonly Readonly<Record<string, State>>[]): Record<string, State> {
  const merged: Record<string, State> = {};
  const problems: AslProblem[] = [];
  for (const [name, state] of parts.flatMap((part) => Object.entries(part))) {
    const taken = merged[name];
    // The same state may come in by several ways: a common Fail state is every Catch's target.
    if (taken !== undefined && taken !== state && !isDeepStrictEqual(taken, state)) {
      problems.push({ path: `States.${name}`, message: "two different states have this name" });
    }
    merged[name] = state;
  }
  if (problems.length > 0) throw new AslError(problems);
  return merged;
}
