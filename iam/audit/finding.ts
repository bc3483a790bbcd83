/** What the audit reports. */
import type { FindingCode } from "./findingCodes";
import { FINDINGS } from "./findingCodes";

/** One finding in a policy document. */
export interface Finding {
  /** Stable, for filtering: `wildcard-action`. */
  code: FindingCode;
  /** Errors give away more than anybody meant to; warnings may be meant. */
  severity: "error" | "warning";
  /** Where in the document: `Statement[0].Action[1]`. Empty for the document as a whole. */
  path: string;
  /** What it is about, as the document has it: an action, a resource, a principal. `allow` is matched with it. */
  subject: string;
  /** What is wrong, with what was given. */
  message: string;
  /** What to do. */
  remedy: string;
  /** The page of AWS, or the research, that says why. */
  source: string;
}

/** A finding without what its code says. */
export type FindingDetails = Pick<Finding, "path" | "subject" | "message" | "remedy"> &
  Partial<Pick<Finding, "severity" | "source">>;

/** A finding of a code, with the code's severity and source unless others are given. */
export function findingOf(code: FindingCode, details: FindingDetails): Finding {
  const { severity, source } = FINDINGS[code];
  return { code, severity, source, ...details };
}

/** Names for a message: the first few, and how many more. */
export function listed(names: readonly string[], most = 5): string {
  return names.length <= most ? names.join(", ") : `${names.slice(0, most).join(", ")} and ${names.length - most} more`;
}

const MAX_SHOWN = 80;

/** Anything as text for a message, cut to a line. */
export function shown(value: unknown): string {
  let text: string | undefined;
  try {
    text = JSON.stringify(value);
  } catch {
    // A cycle, or a number that JSON has no way to write.
  }
  text ??= typeof value;
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)} …` : text;
}
