/**
 * Writes docs/integrations.md from the catalogue: node --import tsx tools/integrationsPage.ts
 *
 * To be run after a change of asl/catalogue; a test says so when it was not.
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { integrations } from "../asl/catalogue/catalogue";
import type { Integration, Permission } from "../asl/catalogue/integration";
import { sdkApisOf, sdkServices } from "../asl/catalogue/sdk";
import { patternSuffix } from "../asl/resource";

/** Where the page is. */
export const INTEGRATIONS_PAGE = join(__dirname, "..", "docs", "integrations.md");

/** The page as the catalogue has it now. */
export function integrationsPage(): string {
  const services = new Map<string, Integration[]>();
  for (const row of integrations) {
    const service = row.api.split(":")[0] ?? "";
    services.set(service, [...(services.get(service) ?? []), row]);
  }
  return `${[
    "# Integrations",
    INTRODUCTION,
    ...[...services].flatMap(([service, rows]) => serviceSection(service, rows)),
    sdkSection(),
  ].join("\n\n")}
`;
}

const INTRODUCTION = `Every service integration that the builder, the checker and the derivation of permissions know. This page is
made from [the catalogue](../asl/catalogue) by \`tools/integrationsPage.ts\`.

In resources, \`{region}\` and the like stand for where the state machine is, \`{$.Name}\` for what the task sends: a literal
gives an exact ARN, \`States.Format('churn-{}', …)\` the ARN of \`churn-*\`, a value that is known only when the state runs the
\`*\` of the type. \`{$.Items[].Name}\` is every item, \`=default\` what is taken when nothing is sent, \`|queueArn\` a rewriting
([which ones there are](../iam/arnRewriting.ts)). A parameter that is not sent makes no permission.`;

function serviceSection(service: string, rows: Integration[]): string[] {
  const overview = table(
    ["API", "Waiting", "Name", "Tags"],
    rows.map(({ api, documentation, patterns, name, tagsParameter }) => [
      `[\`${api}\`](${documentation})`,
      patterns.map((pattern) => (pattern === "requestResponse" ? "no" : `\`${patternSuffix(pattern)}\``)).join(", "),
      name === undefined ? "" : `\`${name.parameter}\`, up to ${name.maxLength} characters`,
      tagsParameter === undefined ? "" : `\`${tagsParameter}\``,
    ]),
  );
  return [`## ${service}`, overview, ...rows.flatMap(permissionsOf)];
}

function permissionsOf({ api, permissions, unseen }: Integration): string[] {
  const heading = `### ${api}`;
  const beside = unseen === undefined ? [] : [`Not to be seen in a request: ${unseen}.`];
  if (permissions.length === 0) return [heading, "No IAM permissions.", ...beside];
  const rows = permissions.map((permission) => [
    permission.actions.map((action) => `\`${action}\``).join("<br>"),
    permission.resources.map((resource) => `\`${resource}\``).join("<br>"),
    restrictionsOf(permission).join("<br>"),
    `[AWS](${permission.source})`,
  ]);
  return [heading, table(["Actions", "On", "When", "Source"], rows), ...beside];
}

function restrictionsOf({ patterns, when, unless, conditions, conditionsWhenGiven, wide }: Permission): string[] {
  const conditionLines = (each: Record<string, Record<string, string | string[]>> = {}, end: string) =>
    Object.entries(each).flatMap(([operator, keys]) =>
      Object.entries(keys).map(([key, value]) => `\`${operator}\` \`${key}\` = \`${[value].flat().join(", ")}\`${end}`),
    );
  return [
    ...(patterns === undefined ? [] : [patterns.map((pattern) => `\`${patternSuffix(pattern)}\``).join(", ")]),
    ...(when === undefined ? [] : [`with \`${when}\``]),
    ...(unless === undefined ? [] : [`without \`${unless}\``]),
    ...conditionLines(conditions, ""),
    ...conditionLines(conditionsWhenGiven, ", when given"),
    ...(wide === undefined ? [] : [`wide: ${wide}`]),
  ];
}

function table(head: string[], rows: string[][]): string {
  const line = (cells: string[]) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}

function sdkSection(): string {
  const count = sdkServices.reduce((sum, service) => sum + sdkApisOf(service).length, 0);
  return `## aws-sdk

Any other API is called as \`aws-sdk:<service>:<api>\`: ${count.toLocaleString("en-GB")} APIs of ${sdkServices.length} services are known,
with the names of their parameters, what comes back, the IAM action and the resources that it can be held to. They are waited
for with a task token or not at all. Services are spelt as the AWS SDK for Java does (\`sfn\`, \`cloudwatchlogs\`), APIs begin
with a small letter, parameters with a capital one.

- Where an optimized integration calls the same API, its permissions are taken, without those of waiting.
- The action is called like the API, but for those in \`tools/sdkActions.py\` (\`s3:listObjectsV2\` needs \`s3:ListBucket\`).
- A resource is filled from parameters of the same name as in AWS's reference; what these do not tell is \`*\` within its
  type, and a derivation's notes say so. \`*\` alone is for actions without resource-level permissions, and for those that may
  be about any type of resource.
- Roles that a request names may be passed.

Services: ${sdkServices.map((service) => `\`${service}\``).join(", ")}.`;
}

if (require.main === module) {
  writeFileSync(INTEGRATIONS_PAGE, integrationsPage());
}
