/** What a mutation of a definition is: one mistake, made in a copy of a definition that AWS would accept. */
import type { JsonObject } from "../../asl/definition";

/** Kind of state machine that a definition is made for. */
export type MachineType = "STANDARD" | "EXPRESS";

/** A valid definition, and what operators may rely on when they break its flow of data. */
export interface Subject {
  name: string;
  type: MachineType;
  definition: JsonObject;
  /**
   * Paths of data that the definition itself makes. A read at or below one of them has nowhere else to come from, so that a
   * misspelling of its last member is a read of what is never written.
   */
  made: readonly string[];
  /** The first state replaces the whole input, so that from then on every member is one that a state has written. */
  closed: boolean;
}

/** Kinds of mistakes, in the order in which results list them. */
export const CLASSES = [
  "structure",
  "graph",
  "error handling",
  "choice",
  "API",
  "parameters",
  "names and limits",
  "expressions",
  "dataflow",
  "query languages",
  "size",
] as const;

/** A kind of mistakes. */
export type MutationClass = (typeof CLASSES)[number];

/** A definition with one mistake. */
export interface Mutation {
  definition: JsonObject;
  /** When the mistake is to run it as the other type; the subject's own type when absent. */
  type?: MachineType;
  /** Where the mistake is, as findings name places; "" when it concerns the graph as a whole. */
  path: string;
}

/** A way to break definitions. */
export interface Operator {
  /** `next-misspelt`. */
  name: string;
  class: MutationClass;
  /** The mistake in words. */
  breaks: string;
  /** Every mutation of a definition that the operator applies to, each of a copy of its own. */
  mutate(subject: Subject): Mutation[];
}

/**
 * Mutations by changing one place at a time: `find` gives the places of a definition, `change` breaks one of them in a copy
 * and says where, or gives undefined where there is nothing to break.
 *
 * @example each(states, ({ state, path }) => (delete state.Type ? path : undefined))
 */
export function each<Site>(
  find: (definition: JsonObject) => Site[],
  change: (site: Site, subject: Subject, copy: JsonObject) => string | undefined,
): Operator["mutate"] {
  return (subject) =>
    find(subject.definition).flatMap((_original, index) => {
      const definition = structuredClone(subject.definition);
      const path = change(find(definition)[index]!, subject, definition);
      return path === undefined ? [] : [{ definition, path }];
    });
}
