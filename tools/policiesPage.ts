/** The tables of docs/policies.md: every rule of the policy pack, and its settings. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as v from "valibot";
import { environments } from "../policies/environments";
import { type Rule } from "../policies/rule";
import { rules } from "../policies/rules";

/** The page. */
export const POLICIES_PAGE = join(__dirname, "../docs/policies.md");

const BEGIN = "<!-- rules: begin (written by tools/policiesPage.ts) -->";
const END = "<!-- rules: end -->";

/** The page with its tables made anew; all other text stays. */
export function policiesPage(page: string): string {
  const [before, rest = ""] = page.split(BEGIN);
  const after = rest.split(END)[1] ?? "";
  return `${before}${BEGIN}\n\n${rules.map(section).join("\n")}\n${environmentTable()}\n${END}${after}`;
}

function section(rule: Rule): string {
  const { name, description, severity, enforcementLevel, url, remediation, kind } = rule;
  const scope = kind === "stack" ? "whole stack" : "each resource";
  const head = `### ${name}\n\n${description}\n\n- ${severity}, ${enforcementLevel}, ${scope}; [AWS's page](${url})\n- ${remediation}.\n`;
  const settings = Object.entries(rule.config.entries).map(([setting, schema]) => {
    const fallback = JSON.stringify(v.getDefault(schema as v.OptionalSchema<v.GenericSchema, unknown>));
    return `- \`${setting}\` (default \`${fallback}\`): ${v.getDescription(schema) ?? ""}`;
  });
  return [head.trimEnd(), ...settings, ""].join("\n");
}

function environmentTable(): string {
  const rows = Object.entries(environments).flatMap(([pattern, settings]) =>
    Object.entries(settings).map(([rule, values]) => `- \`${pattern}\`: ${rule} \`${JSON.stringify(values)}\``),
  );
  return ["### Environments of this project", "", ...rows, ""].join("\n");
}

if (require.main === module) {
  writeFileSync(POLICIES_PAGE, policiesPage(readFileSync(POLICIES_PAGE, "utf8")));
}
