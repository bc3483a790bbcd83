/** What the roles were asked for and what they were granted. */
import { escapeXml } from "../../asl/draw/xml";
import type { IamTally } from "../runResult";
import { code, type Html, table } from "./html";

type Entry = IamTally["roles"][number]["granted"][number];

/** Calls by role, with every granted entry to unfold; denied and unused entries are always shown. */
export function iamSection(iam: IamTally, isWhole: boolean): Html {
  // What a run that ended early did not come to need tells nothing of the roles.
  const unusedCount = isWhole
    ? `, ${iam.unused} granted entries unused${iam.notTaken > 0 ? `, ${iam.notTaken} for ways that the run did not take` : ""}`
    : "; the run ended early, so what it would still have needed is not known";
  const headings = ["Calls", "Denied", "Granted", ...(isWhole ? ["Unused"] : [])];
  const counts = table(
    `${iam.calls} calls judged: ${iam.denied} denied${unusedCount}`,
    [{ heading: "Role" }, ...headings.map((heading) => ({ heading, numeric: true }))],
    iam.roles.map(({ role, calls, denied, granted, unused }) => [
      code(role),
      String(calls),
      count(denied.length),
      String(granted.length),
      ...(isWhole ? [count(unused.length)] : []),
    ]),
  );
  return [counts, ...iam.roles.flatMap((role) => roleEntries(role, isWhole))].join("\n");
}

function roleEntries({ role, denied, granted, unused, notTaken }: IamTally["roles"][number], isWhole: boolean): Html[] {
  return [
    ...(denied.length > 0 ? [entryTable(`Denied to ${role}`, denied)] : []),
    ...(isWhole && unused.length > 0 ? [entryTable(`Unused by ${role}`, unused)] : []),
    ...(isWhole && notTaken.length > 0 ? [entryTable(`For ways not taken: ${role}`, notTaken)] : []),
    ...(granted.length > 0
      ? [
          `<details><summary>${granted.length} granted to ${escapeXml(role)}</summary>` +
            `${entryTable(`Granted to ${role}`, granted)}</details>`,
        ]
      : []),
  ];
}

function entryTable(caption: string, entries: Entry[]): Html {
  return table(
    caption,
    [{ heading: "Action" }, { heading: "Resource" }],
    entries.map(({ action, resource }) => [code(action), code(resource)]),
  );
}

function count(value: number): Html {
  return value === 0 ? "0" : `<strong class="wrong">${value}</strong>`;
}
