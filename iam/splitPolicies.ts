/**
 * Policies within IAM's quotas. IAM counts characters without white space, of which the text here has none.
 *
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
import type { PolicyDocument, Statement } from "./document";

/** Most characters of all inline policies of a role together. */
export const MAX_INLINE_POLICY_CHARACTERS = 10_240;

/** Most characters of a managed policy. */
export const MAX_MANAGED_POLICY_CHARACTERS = 6144;

const EMPTY: PolicyDocument = { Version: "2012-10-17", Statement: [] };

/**
 * Puts statements into as many documents as it takes, in their order where there is room. A statement that is too long for
 * one document becomes several, by its resources first. Together they allow just the same.
 *
 * @param statements minimised
 * @param maxCharacters of each document
 * @returns at least one document
 * @throws RangeError when one action on one resource is too long for a document
 * @example splitPolicies(statements, MAX_MANAGED_POLICY_CHARACTERS).length
 */
export function splitPolicies(statements: readonly Statement[], maxCharacters: number): PolicyDocument[] {
  const room = maxCharacters - lengthOf(EMPTY);
  const documents: { statements: Statement[]; left: number }[] = [{ statements: [], left: room }];
  for (const piece of statements.flatMap((statement) => [...pieces(statement, room)])) {
    // With the comma that stands between it and the one before.
    const length = lengthOf(piece) + 1;
    let document = documents.find(({ left }) => left >= length);
    if (document === undefined) documents.push((document = { statements: [], left: room }));
    document.statements.push(piece);
    document.left -= length;
  }
  return documents.map((document) => ({ ...EMPTY, Statement: document.statements }));
}

/** The statement as several that have room in a document each. */
function* pieces(statement: Statement, room: number): Generator<Statement> {
  if (lengthOf(statement) < room) yield statement;
  else if (statement.Resource.length > 1) {
    for (const Resource of chunks(statement.Resource, room - lengthOf({ ...statement, Resource: [] }))) {
      yield* pieces({ ...statement, Resource }, room);
    }
  } else if (statement.Action.length > 1) {
    for (const Action of chunks(statement.Action, room - lengthOf({ ...statement, Action: [] }))) {
      yield* pieces({ ...statement, Action }, room);
    }
  } else {
    throw new RangeError(`A statement on ${statement.Resource.join()} has more than ${room} characters.`);
  }
}

/** The entries in lists of at most so many characters; an entry that is longer stands alone. */
function chunks(entries: readonly string[], room: number): string[][] {
  const lists: string[][] = [];
  let left = 0;
  for (const entry of entries) {
    const length = lengthOf(entry) + 1;
    if (length > left || lists.length === 0) {
      lists.push([]);
      left = room;
    }
    lists.at(-1)!.push(entry);
    left -= length;
  }
  return lists;
}

function lengthOf(value: object | string): number {
  return JSON.stringify(value).length;
}
