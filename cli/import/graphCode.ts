/** The states of a graph as fragments that are chained: constants for what is long or used twice, the rest in place. */
import { isDeepStrictEqual } from "node:util";
import { AslError } from "../../asl/aslError";
import type { Json, JsonObject, QueryLanguage, State, StateGraph } from "../../asl/definition";
import type { Fragment } from "../../asl/fragment";
import type { ConstantNames } from "./constantNames";
import { flat, mustBreak } from "./sourceCode";
import { stateCode, type Surroundings } from "./stateCode";
import { Inexpressible } from "./templateCode";
import { called, constant, list, object, plain, spread, type Traced } from "./traced";
import { typeProblem } from "./typeProblem";

/** A constant of the program. */
export interface Constant {
  name: string;
  traced: Traced;
  /** What the next reader should know of it. */
  comment?: string;
}

/** What grows while a definition is gone through. */
export interface Program {
  language: QueryLanguage;
  names: ConstantNames;
  /** Each behind those that it uses. */
  constants: Constant[];
  /** States that are written as they are. */
  literals: string[];
}

/** A longer expression gets a constant of its own. */
const MAX_INLINE = 70;

/** The fragment of a graph; its open ends are still open. */
export function graphCode(graph: StateGraph, program: Program): Traced<Fragment> {
  const references = countReferences(graph);
  const underWay = new Set<string>();
  const done = new Map<string, Traced<Fragment> | undefined>();
  const inners = new Map<StateGraph["States"], Traced<Fragment>>();
  const states = graph.States;

  const around: Surroundings = {
    language: program.language,
    target,
    inner(branch) {
      // A state may be tried with its builder first, and then be written as it is.
      const known = inners.get(branch.States) ?? graphCode(branch, program);
      inners.set(branch.States, known);
      return known;
    },
  };

  /** The fragment that begins with a state, as another state leads to it. */
  function target(name: string): Traced<Fragment> {
    const shared = done.get(name);
    if (shared !== undefined) return shared;
    if (underWay.has(name) || done.has(name) || !Object.hasOwn(states, name)) return called("goTo", plain(name));
    const { count, fragment } = sequence(name);
    if ((references.get(name) ?? 0) <= 1) {
      done.set(name, undefined);
      return fragment;
    }
    const whole = fragment.value.openEnds.length > 0 ? called<Fragment>("ended", fragment) : fragment;
    const used = declared(count > 1 ? `from ${name}` : name, whole);
    done.set(name, used);
    return used;
  }

  /** States one after another, up to one that more than one leads to. */
  function sequence(first: string): { count: number; fragment: Traced<Fragment> } {
    const parts: Traced<Fragment>[] = [];
    const own: string[] = [];
    for (let name: string | undefined = first; name !== undefined;) {
      underWay.add(name);
      own.push(name);
      const { Next: next } = states[name] as { Next?: string };
      const isLast: boolean = next === undefined;
      const part = oneState(name, isLast);
      const isOwn: boolean =
        !isLast && references.get(next!) === 1 && Object.hasOwn(states, next!) && !underWay.has(next!);
      // What only this state leads to is part of the chain; a constant is only for what stands alone.
      parts.push(isLast && parts.length === 0 && (references.get(first) ?? 0) > 1 ? part : inPlace(name, part));
      if (!isLast && !isOwn) parts.push(target(next!));
      name = isOwn ? next : undefined;
    }
    for (const name of own) {
      underWay.delete(name);
      if (name !== first) done.set(name, undefined);
    }
    const [only, ...more] = parts;
    return { count: parts.length, fragment: more.length === 0 ? only! : called("chain", ...parts) };
  }

  /** One state with what its Catch and its Choices lead to. */
  function oneState(name: string, isLast: boolean): Traced<Fragment> {
    const state = states[name]!;
    // What is chained behind the state goes on from every open end: what ends elsewhere is closed before.
    const targets = new Map<string, Traced<Fragment>>();
    const closing = (to: string): Traced<Fragment> => {
      const known = targets.get(to) ?? target(to);
      const closed = !isLast && known.value.openEnds.length > 0 ? called<Fragment>("ended", known) : known;
      targets.set(to, closed);
      return closed;
    };
    const { built, reason } = attempt(name, state, { ...around, target: closing });
    if (built !== undefined) return built;
    program.literals.push(name);
    const literal = literalState(name, state, { ...around, target: closing });
    return declared(name, literal, `As it was imported: ${reason}.`);
  }

  function inPlace(name: string, traced: Traced<Fragment>): Traced<Fragment> {
    const isShort = traced.code.kind === "name" || (flat(traced.code).length <= MAX_INLINE && !mustBreak(traced.code));
    return isShort ? traced : declared(name, traced);
  }

  function declared(name: string, traced: Traced<Fragment>, comment?: string): Traced<Fragment> {
    const own = program.names.of(name);
    program.constants.push({ name: own, traced, ...(comment !== undefined && { comment }) });
    return constant(own, traced);
  }

  const whole = target(graph.StartAt);
  const lost = Object.keys(states).filter((name) => !Object.hasOwn(whole.value.states, name));
  if (lost.length === 0) return whole;
  const others: Traced<Fragment>[] = [];
  for (const name of lost) {
    if (!done.has(name)) others.push(target(name));
  }
  // Nothing leads to them: they are there, and no more.
  return called(
    "chain",
    ...[whole, ...others].map((part) => (part.value.openEnds.length > 0 ? called<Fragment>("ended", part) : part)),
  );
}

/** The builder's call when it gives the very state, else why not. */
function attempt(
  name: string,
  state: State,
  around: Surroundings,
): { built: Traced<Fragment>; reason?: never } | { built?: never; reason: string } {
  try {
    const built = stateCode(name, state, around);
    const given = built.value.states[name] as unknown as JsonObject;
    const wanted = withoutTransition(state) as unknown as JsonObject;
    const { openEnds } = built.value;
    const isOpen = openEnds.includes(name);
    const differing = [...new Set([...Object.keys(wanted), ...Object.keys(given)])].filter(
      (key) => !isDeepStrictEqual(wanted[key], given[key]),
    );
    if (differing.length > 0) return { reason: `no builder gives this ${differing.join(", ")}` };
    if (isOpen !== hasTransition(state)) return { reason: "no builder gives these ways on" };
    const problem = typeProblem(state);
    return problem === undefined ? { built } : { reason: problem };
  } catch (error) {
    if (error instanceof Inexpressible || error instanceof AslError) return { reason: reasonOf(error) };
    throw error;
  }
}

function reasonOf(error: Inexpressible | AslError): string {
  return (error.message.split("\n").at(-1) ?? "").trim().replace(/[.]$/, "");
}

/** The state as it is, with the fragments of its branches and processor. */
function literalState(name: string, state: State, { inner, target }: Surroundings): Traced<Fragment> {
  const isOpen = hasTransition(state);
  const fields = Object.entries(isOpen ? withoutTransition(state) : state) as [string, unknown][];
  const closed = ({ StartAt, States, ...rest }: StateGraph) =>
    object([
      ...Object.entries(rest as JsonObject).map(([key, value]): [string, Traced] => [key, plain(value)]),
      ["", spread(called("close", inner({ StartAt, States })))],
    ]);
  const members = fields.map(([key, value]): [string, Traced] => {
    if (key === "Branches") return [key, list((value as StateGraph[]).map(closed))];
    if (key === "ItemProcessor" || key === "Iterator") return [key, closed(value as StateGraph)];
    return [key, plain(value as Json)];
  });
  const targets = [...new Set(targetsOf(state))].map(target);
  return called(
    "fragmentOf",
    plain(name),
    object(members),
    plain(isOpen),
    targets.length === 0 ? undefined : list(targets),
  );
}

/** Whether `chain` and `close` say how the state goes on. */
function hasTransition(state: State): boolean {
  const { Next, End } = state as { Next?: unknown; End?: unknown };
  return (typeof Next === "string" && End === undefined) || (Next === undefined && End === true);
}

function withoutTransition(state: State): State {
  const { Next: _next, End: _end, ...rest } = state as State & { Next?: string; End?: boolean };
  return rest;
}

/** Where the state's Catch and its Choices lead to. */
function targetsOf(state: State): string[] {
  const {
    Catch = [],
    Choices = [],
    Default,
  } = state as {
    Catch?: { Next: string }[];
    Choices?: { Next?: string }[];
    Default?: string;
  };
  const named = [...Catch, ...Choices].flatMap(({ Next }) => (Next === undefined ? [] : [Next]));
  return Default === undefined ? named : [...named, Default];
}

/** How often each state is led to. */
function countReferences({ StartAt, States }: StateGraph): Map<string, number> {
  const counts = new Map([[StartAt, 1]]);
  for (const state of Object.values(States)) {
    const { Next } = state as { Next?: string };
    for (const name of [...targetsOf(state), ...(Next === undefined ? [] : [Next])]) {
      counts.set(name, (counts.get(name) ?? 0) + 1);
    }
  }
  return counts;
}
