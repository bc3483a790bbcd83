/** What a derivation gives: statements, what had to stay wide, and what keeps it from an answer. */
import type { Statement } from "./document";
import type { IamProblem } from "./iamError";

/** A note's resource where it tells of what no statement allows. */
export const UNSEEN = "not derived";

/** Something that had to stay wider than one exact resource, and why. */
export interface PermissionNote {
  /** Where in the definition: `States.Train model.Parameters.TrainingJobName`. */
  path: string;
  /** The resource as it stands in the statement, or a condition's key and value. */
  resource: string;
  reason: string;
}

/** What a definition needs. */
export interface DerivedPermissions {
  /** Minimised. */
  statements: Statement[];
  notes: PermissionNote[];
}

/** A part of a derivation: of one state, before it is minimised with the others. */
export interface Derivation extends DerivedPermissions {
  problems: IamProblem[];
}

/** Several parts as one, each note once. */
export function joined(parts: Iterable<Derivation>): Derivation {
  const whole: Derivation = { statements: [], notes: [], problems: [] };
  const seen = new Set<string>();
  for (const { statements, notes, problems } of parts) {
    whole.statements.push(...statements);
    whole.problems.push(...problems);
    for (const note of notes) {
      const key = `${note.path}\n${note.resource}`;
      if (!seen.has(key)) whole.notes.push(note);
      seen.add(key);
    }
  }
  return whole;
}

/** A part that is nothing but a problem. */
export function refusal(path: string, message: string): Derivation {
  return { statements: [], notes: [], problems: [{ path, message }] };
}
