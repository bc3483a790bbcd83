/** Holds checkers against definitions: what they find in mutations, what they say of valid ones, and how long they take. */
import { checkDefinition } from "../../asl/check/checkDefinition";
import { CLASSES, type Mutation, type MutationClass, type Operator, type Subject } from "./mutation";

/** How a checker judged one mutation. */
export type Verdict = "error" | "warning" | "missed";

/** A checker under measurement: gives a verdict for a definition in which something is wrong at `path`. */
export type Judge = (mutation: Mutation, subject: Subject) => Verdict;

/** A mutation with its origin and its verdict. */
export interface Judged {
  operator: Operator;
  subject: Subject;
  mutation: Mutation;
  verdict: Verdict;
}

/**
 * Whether a finding is about the mutated place: at it, above it or below it. Everything is below the definition as a
 * whole, whose path is "".
 */
export function concerns(finding: string, place: string): boolean {
  const holds = (outer: string, inner: string) =>
    outer === "" || inner === outer || (inner.startsWith(outer) && /^[.[]/.test(inner.slice(outer.length)));
  return holds(finding, place) || holds(place, finding);
}

/** What our checker warns of in the valid definition, as far as it was asked before. */
const knownWarnings = new Map<Subject, Set<string>>();

function warningsOf(subject: Subject): Set<string> {
  let known = knownWarnings.get(subject);
  if (known === undefined) {
    const problems = checkDefinition(subject.definition, { type: subject.type });
    known = new Set(problems.map(({ code, path }) => `${code} ${path}`));
    knownWarnings.set(subject, known);
  }
  return known;
}

/** This project's checker. What it says elsewhere, or says of the valid definition too, does not count. */
export const ours: Judge = ({ definition, type, path }, subject) => {
  const known = warningsOf(subject);
  const found = checkDefinition(definition, { type: type ?? subject.type }).filter(
    (problem) => concerns(problem.path, path) && !known.has(`${problem.code} ${problem.path}`),
  );
  if (found.some(({ severity }) => severity === "error")) return "error";
  return found.length > 0 ? "warning" : "missed";
};

/** At most `limit` values, evenly spread. */
export function spread<Value>(values: readonly Value[], limit: number): Value[] {
  if (values.length <= limit) return [...values];
  return Array.from({ length: limit }, (_value, index) => values[Math.floor((index * values.length) / limit)]!);
}

/**
 * Most mutations of one operator on one definition that are counted, so that an operator that fits everywhere does not
 * outweigh the others.
 */
export const LIMIT = 2;

/** Judges the mutations of every operator, at most `limit` of one on one definition. */
export function judgeAll(
  operators: readonly Operator[],
  subjects: readonly Subject[],
  judge: Judge,
  limit = Infinity,
): Judged[] {
  return operators.flatMap((operator) =>
    subjects.flatMap((subject) =>
      spread(operator.mutate(subject), limit).map((mutation) => ({
        operator,
        subject,
        mutation,
        verdict: judge(mutation, subject),
      })),
    ),
  );
}

/** Counts of one class. */
export interface Tally {
  class: MutationClass;
  operators: number;
  mutants: number;
  /** Found by an error. */
  caught: number;
  /** Found by a warning and no error. */
  warned: number;
}

/** Counts by class, in the order of {@link CLASSES}. */
export function tally(judged: readonly Judged[]): Tally[] {
  return CLASSES.map((name) => {
    const ofClass = judged.filter(({ operator }) => operator.class === name);
    const count = (wanted: Verdict) => ofClass.filter(({ verdict }) => verdict === wanted).length;
    return {
      class: name,
      operators: new Set(ofClass.map(({ operator }) => operator.name)).size,
      mutants: ofClass.length,
      caught: count("error"),
      warned: count("warning"),
    };
  });
}
