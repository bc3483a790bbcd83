/** Which roles may be passed, and to which services. */
import { isAnyName, mayBeOf } from "./arnParts";
import { narrowedBy } from "./conditionTest";
import { type Finding, findingOf } from "./finding";
import { covers, hasWildcard } from "./patterns";
import type { PolicyStatement } from "./policyStatement";

const PASS_ROLE = "iam:passrole";

/** Findings on the statements that allow iam:PassRole, under that name or by a pattern. */
export function passRole({ actions, resources, conditions }: PolicyStatement): Finding[] {
  const action = actions.find(({ text }) => covers(text.toLowerCase(), PASS_ROLE));
  if (action === undefined) return [];
  const findings = resources
    .filter(({ text }) => hasWildcard(text) && mayBeOf("iam", text))
    .map(({ text, path }) => {
      const isAny = isAnyName(text);
      return findingOf("pass-role-wildcard", {
        path,
        subject: text,
        severity: isAny ? "error" : "warning",
        message: `${text} is ${isAny ? "every role" : "every role that is called so"}, also those with more permissions than the caller`,
        remedy: "Name the roles that are passed.",
      });
    });
  if (passedServices({ conditions }) === undefined && resources.some(({ text }) => mayBeOf("iam", text))) {
    findings.push(
      findingOf("pass-role-without-service", {
        path: action.path,
        subject: action.text,
        message: "the roles may be passed to every service that they trust",
        remedy:
          'Add the condition {"StringEquals": {"iam:PassedToService": "sagemaker.amazonaws.com"}}, with the service that takes them.',
      }),
    );
  }
  return findings;
}

/** The services to which a statement lets roles be passed; undefined when it does not say. */
export function passedServices({ conditions }: Pick<PolicyStatement, "conditions">): string[] | undefined {
  return narrowedBy(conditions, ["iam:passedtoservice"])?.values;
}
