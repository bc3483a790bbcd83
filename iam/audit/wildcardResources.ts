/** Resources that are all there are, for actions that can be held to some. */
import { type ActionFacts, actionsLike } from "./actionReference";
import { arnParts, isOpen } from "./arnParts";
import { narrowedBy } from "./conditionTest";
import { type Finding, findingOf, listed } from "./finding";
import { covers } from "./patterns";
import type { PolicyStatement } from "./policyStatement";
import type { Part } from "./policyText";

/** Keys that say which resources are meant as well as an ARN does. Each is one of the action's own. */
const INSTEAD_OF_ARNS = [
  "aws:resourcetag/",
  "aws:requesttag/",
  "cloudwatch:namespace",
  "ec2:resourcetag/",
  "ec2:subnet",
  "ec2:vpc",
  "ecs:cluster",
  "kms:requestalias",
  "kms:resourcealiases",
  "s3:dataaccesspointarn",
  "sagemaker:resourcetag/",
  "secretsmanager:resourcetag/",
  "ssm:resourcetag/",
];

/** Keys that leave out much: other services' use of a key, other accounts. */
const NARROWING = [
  "aws:calledvia",
  "aws:calledviafirst",
  "aws:calledvialast",
  "aws:resourceaccount",
  "aws:resourceorgid",
  "kms:calleraccount",
  "kms:encryptioncontext:",
  "kms:grantisforawsresource",
  "kms:viaservice",
  "s3:resourceaccount",
];

/** Metrics can be held to a namespace by cloudwatch:namespace, which is better; as they are they only cost. */
const METRICS = new Set(["cloudwatch:PutMetricData"]);

/** Findings on what a statement's `Resource` lists, and on `NotResource` with Allow. */
export function wildcardResources(statement: PolicyStatement): Finding[] {
  const findings = statement.resources.flatMap((part) => resourceFinding(part, statement) ?? []);
  const [excepted] = statement.notResources;
  if (excepted !== undefined) {
    const names = listed(statement.notResources.map(({ text }) => text));
    findings.push(
      findingOf("allow-not-resource", {
        path: excepted.path.replace(/\[\d+\]$/, ""),
        subject: excepted.text,
        message: `every resource is allowed but ${names}`,
        remedy: "List what is needed in Resource, or use NotResource with Deny.",
      }),
    );
  }
  return findings;
}

function resourceFinding({ text, path }: Part, statement: PolicyStatement): Finding | undefined {
  const service = wholeOf(text);
  if (service === undefined) return undefined;
  if (narrowedBy(statement.conditions, INSTEAD_OF_ARNS) !== undefined) return undefined;
  const held = actionsThatCanBeHeld(statement, service);
  if (held.length === 0) return undefined;
  const isNarrowed = narrowedBy(statement.conditions, NARROWING) !== undefined;
  const isMild = held.every((each) => typeof each !== "string" && (each.access === "List" || METRICS.has(each.action)));
  const names = listed(held.map((action) => (typeof action === "string" ? action : action.action)));
  return findingOf("wildcard-resource", {
    path,
    subject: text,
    severity: service !== ANY_SERVICE || isNarrowed || isMild ? "warning" : "error",
    message: `${text} is every resource${service === ANY_SERVICE ? "" : ` of ${service}`} for ${names}`,
    remedy: "Name the resources; actions that cannot be held to any go into a statement of their own.",
  });
}

const ANY_SERVICE = "*";

/** The service of which a pattern is every resource; undefined when it is not every one. */
function wholeOf(resource: string): string | undefined {
  const [arn = "", partition = "", service = "", , , ...name] = arnParts(resource);
  // `*`, `arn:*` and `arn:aws:*`.
  if (isOpen(service || partition || arn)) return ANY_SERVICE;
  // `arn:aws:s3:::*`: in other services names begin with a type, and a `*` without one is all of these.
  return arn === "arn" && isOpen(name[0] ?? "") ? service : undefined;
}

/** Actions of a statement that can be held to resources; of `*` and of NotAction there is no list. */
function actionsThatCanBeHeld({ actions, notActions }: PolicyStatement, service: string): (ActionFacts | string)[] {
  if (notActions.length > 0) return ["all actions but some"];
  const found = new Map<string, ActionFacts | string>();
  for (const { text } of actions) {
    if (covers(text, "*:*")) found.set(text, text);
    for (const facts of actionsLike(text)) {
      const isOfService = service === ANY_SERVICE || facts.action.startsWith(`${service}:`);
      // PassRole has findings of its own.
      if (facts.resourceLevel !== "never" && isOfService && facts.action !== "iam:PassRole") {
        found.set(facts.action, facts);
      }
    }
  }
  return [...found.values()];
}
