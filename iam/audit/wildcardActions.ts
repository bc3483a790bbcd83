/** Actions that are more than one, or none. */
import { nearest } from "../../asl/check/didYouMean";
import { type ActionFacts, actionNamesOf, actionsLike, hasService } from "./actionReference";
import { type Finding, findingOf, listed } from "./finding";
import { hasWildcard } from "./patterns";
import type { PolicyKind, PolicyStatement } from "./policyStatement";
import { isAccount } from "./principals";
import type { Part } from "./policyText";

/** Findings on what a statement's `Action` lists, and on `NotAction` with Allow. */
export function wildcardActions(statement: PolicyStatement, kind: PolicyKind): Finding[] {
  const isDelegation = kind === "resource" && delegates(statement);
  const findings = statement.actions.flatMap((part) => {
    const found = actionFinding(part);
    return found === undefined || (found.code === "wildcard-action" && isDelegation) ? [] : [found];
  });
  const [excepted] = statement.notActions;
  if (excepted !== undefined) {
    const names = listed(statement.notActions.map(({ text }) => text));
    findings.push(
      findingOf("allow-not-action", {
        path: excepted.path.replace(/\[\d+\]$/, ""),
        subject: excepted.text,
        message: `every action is allowed but ${names}, also those that AWS is still to make`,
        remedy: "List what is needed in Action, or use NotAction with Deny.",
      }),
    );
  }
  return findings;
}

/**
 * Whether a resource's statement leaves it to an account to say who may: kms:* for the account is AWS's own default.
 * https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html
 */
function delegates({ principals }: PolicyStatement): boolean {
  return principals.length > 0 && principals.every(isAccount);
}

/** Patterns that AWS's own key policies have: https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html */
const OF_KMS = new Set(["kms:generatedatakey*", "kms:reencrypt*"]);

function actionFinding({ text, path }: Part): Finding | undefined {
  // Taken as known: what a template's placeholder or a variable stands for cannot be told.
  if (text.includes("${")) return undefined;
  const colon = text.indexOf(":");
  const service = colon === -1 ? text : text.slice(0, colon);
  if (text !== "*" && (colon === -1 || !(hasWildcard(service) || hasService(service)))) {
    return unknownAction(text, path, `AWS has no service "${service}"`, "An action is service:Name, as s3:GetObject.");
  }
  if (!hasWildcard(text)) {
    if (actionsLike(text).length > 0) return undefined;
    const near = nearest(text, actionNamesOf(service));
    return unknownAction(
      text,
      path,
      `AWS has no action "${text}"`,
      near === undefined ? "" : `Did you mean "${near}"?`,
    );
  }
  const details = { path, subject: text };
  if (text === "*" || hasWildcard(service)) {
    const remedy = "Name the actions that are called.";
    return findingOf("wildcard-action", { ...details, message: `${text} is every action of every service`, remedy });
  }
  const actions = actionsLike(text);
  if (actions.length === 0) return unknownAction(text, path, `no action of AWS is like "${text}"`, "");
  const changing = actions.filter(({ access }) => access !== "Read" && access !== "List");
  const names = listed((changing.length > 0 ? changing : actions).map(({ action }) => action));
  const rest =
    changing.length > 0 && changing.length < actions.length ? `, ${changing.length} of which change things` : "";
  return findingOf("wildcard-action", {
    ...details,
    severity: changing.length > 0 && !OF_KMS.has(text.toLowerCase()) ? "error" : "warning",
    message: `${text} is ${count(actions)}${rest}: ${names}`,
    remedy: "Name the actions that are called; AWS adds to what the pattern stands for.",
  });
}

function count(actions: readonly ActionFacts[]): string {
  return actions.length === 1 ? "one action" : `${actions.length} actions`;
}

function unknownAction(subject: string, path: string, message: string, hint: string): Finding {
  const remedy = `${hint} A statement for what does not exist allows nothing.`.trim();
  return findingOf("unknown-action", { path, subject, message, remedy });
}
