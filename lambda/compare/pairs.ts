import type { Exchange } from "./capture";
import { differ, type Value } from "./values";

/** Answers of both to the same request. */
export interface Pair {
  eventId: string;
  production: Value[];
  candidate: Value[];
}

/** How far two variants agree. */
export interface Agreement {
  /** Requests that could be compared. */
  compared: number;
  /** Share of values that differ; NaN where nothing could be compared. */
  disagreement: number;
  /** The first pairs that differ. */
  examples: Pair[];
}

const EXAMPLES = 20;

/**
 * Finds the answers of both to the same request: by its event ID, which a shadow's copy shares with the original; else by the
 * inference ID that the caller gave; else by an equal body. Answers that are unusable are left out.
 */
export function pairsOf(production: readonly Exchange[], candidate: readonly Exchange[]): Pair[] {
  const [byEvent, byInference, byBody] = [new Map(), new Map(), new Map()] as Map<string, Exchange>[];
  // From the last, so that of several the first stays.
  for (const exchange of production.toReversed()) {
    byEvent!.set(exchange.eventId, exchange);
    if (exchange.inferenceId !== undefined) byInference!.set(exchange.inferenceId, exchange);
    if (exchange.body !== undefined && exchange.values) byBody!.set(exchange.body, exchange);
  }
  return candidate.flatMap(({ eventId, inferenceId = "", body = "", values }) => {
    const original = byEvent!.get(eventId) ?? byInference!.get(inferenceId) ?? byBody!.get(body);
    return values && original?.values ? [{ eventId, production: original.values, candidate: values }] : [];
  });
}

/** Compares pairs value by value; a value that one of them does not have differs. */
export function agreementOf(pairs: readonly Pair[], tolerance: number | undefined): Agreement {
  let [values, differing] = [0, 0];
  const examples: Pair[] = [];
  for (const pair of pairs) {
    const { production, candidate } = pair;
    const longest = Math.max(production.length, candidate.length);
    const both = Math.min(production.length, candidate.length);
    let different = longest - both;
    for (let index = 0; index < both; index += 1) {
      if (differ(production[index]!, candidate[index]!, tolerance)) different += 1;
    }
    values += longest;
    differing += different;
    if (different > 0 && examples.length < EXAMPLES) examples.push(pair);
  }
  return { compared: pairs.length, disagreement: differing / values, examples };
}
