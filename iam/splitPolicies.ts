/**
 * Policies within IAM's quotas on their size.
 *
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
import type { Conditions, PolicyDocument, Statement } from "./document";
import { statementOf } from "./statement";

/** Most characters of all inline policies of a role together. */
export const MAX_INLINE_POLICY_CHARACTERS = 10_240;

/** Most characters of one managed policy. A role has at most 10 of them, or up to 20 when AWS has raised it. */
export const MAX_MANAGED_POLICY_CHARACTERS = 6_144;

const EMPTY = sizeOf({ Version: "2012-10-17", Statement: [] });

/**
 * Distributes statements over as few documents as are found quickly, each within a number of characters. A statement that
 * is too long by itself is split by its resources, then by its actions, then by the values of one condition: together the
 * documents allow just what the statements do. Statements that fit into one document stay in their order.
 *
 * @param maxCharacters without white space, as IAM counts: `MAX_MANAGED_POLICY_CHARACTERS`
 * @returns no document for no statements
 * @throws RangeError when one action on one resource does not fit
 * @example splitPolicies(statements, MAX_MANAGED_POLICY_CHARACTERS).length
 */
export function splitPolicies(statements: readonly Statement[], maxCharacters: number): PolicyDocument[] {
  const pieces = statements
    .flatMap((statement) => split(statement, maxCharacters - EMPTY))
    .map((statement, index) => ({ statement, index, size: sizeOf(statement) }));
  // The longest first: what is left between them takes the short ones.
  const bins: { size: number; pieces: typeof pieces }[] = [];
  for (const piece of [...pieces].sort((a, b) => b.size - a.size || a.index - b.index)) {
    // One more for the comma between statements.
    const bin = bins.find(({ size }) => size + 1 + piece.size <= maxCharacters);
    if (bin === undefined) bins.push({ size: EMPTY + piece.size, pieces: [piece] });
    else {
      bin.size += 1 + piece.size;
      bin.pieces.push(piece);
    }
  }
  return bins.map((bin) => ({
    Version: "2012-10-17",
    Statement: bin.pieces.sort((a, b) => a.index - b.index).map(({ statement }) => statement),
  }));
}

/** Characters of a document or statement as IAM counts them. */
export function sizeOf(value: PolicyDocument | Statement): number {
  return JSON.stringify(value).replace(/\s/g, "").length;
}

function split(statement: Statement, maxCharacters: number): Statement[] {
  if (sizeOf(statement) <= maxCharacters) return [statement];
  const parts = divided(statement, maxCharacters);
  if (parts === undefined) {
    const what = `${statement.Action.join()} on ${statement.Resource.join()}`;
    throw new RangeError(`a statement of ${sizeOf(statement)} characters (${what}) does not fit into ${maxCharacters}`);
  }
  // Without its Sid, which has to be unique in a document.
  return parts.flatMap((part) =>
    split(statementOf(part.Action, part.Resource, part.Condition, part.Effect), maxCharacters),
  );
}

/** A statement in several that allow together what it allows; undefined when it cannot be divided. */
function divided(statement: Statement, maxCharacters: number): Statement[] | undefined {
  for (const list of ["Resource", "Action"] as const) {
    if (statement[list].length < 2) continue;
    const room = maxCharacters - sizeOf({ ...statement, [list]: [] });
    return chunks(statement[list], room).map((chunk) => ({ ...statement, [list]: chunk }));
  }
  return dividedConditions(statement.Condition)?.map((Condition) => ({ ...statement, Condition }));
}

/** Operators under which several values mean "any of these". */
const ANY_OF = /^(StringEquals|StringLike|ArnEquals|ArnLike)$/;

function dividedConditions(conditions: Conditions = {}): Conditions[] | undefined {
  for (const [operator, keys] of Object.entries(conditions)) {
    if (!ANY_OF.test(operator)) continue;
    for (const [key, values] of Object.entries(keys)) {
      if (typeof values === "string" || values.length < 2) continue;
      const middle = Math.ceil(values.length / 2);
      return [values.slice(0, middle), values.slice(middle)].map((half) => ({
        ...conditions,
        [operator]: { ...keys, [key]: half },
      }));
    }
  }
  return undefined;
}

/** A list in at least two, each as long as there is room for, and no shorter than one entry. */
function chunks(entries: readonly string[], room: number): string[][] {
  const lists: string[][] = [];
  let left = -1;
  for (const entry of entries) {
    // With the comma behind it.
    const size = JSON.stringify(entry).replace(/\s/g, "").length + 1;
    if (size > left || lists.length === 0) {
      lists.push([]);
      left = room;
    }
    lists.at(-1)?.push(entry);
    left -= size;
  }
  return lists;
}
