/** What a principal is. */
import type { Principal } from "./policyStatement";

/** Whether anybody is meant. */
export function isAnybody({ kind, text }: Principal): boolean {
  return kind === "AWS" && text === "*";
}

/** Whether a whole account is meant: its number, or the ARN of its root. */
export function isAccount(principal: Principal): boolean {
  return accountOf(principal) !== undefined;
}

/** The account that is meant as a whole: its number, or a placeholder; undefined for any other principal. */
export function accountOf({ kind, text }: Principal): string | undefined {
  if (kind !== "AWS") return undefined;
  if (/^\d{12}$/.test(text)) return text;
  return /^arn:(?:\$\{[^}]*\}|[^:])*:iam::(\$\{[^}]*\}|[^:]*):root$/.exec(text)?.[1];
}
