/** `mlpipe check`: everything that is wrong in definitions, each with the line where it stands. */
import { checkDefinition } from "../asl/check/checkDefinition";
import type { Problem } from "../asl/check/problem";
import type { TextProblem } from "../asl/read/definitionTextError";
import type { DefinitionText } from "../asl/read/readDefinition";
import type { Position } from "../asl/read/textLines";
import { mayColour, painter } from "../local/progress";
import { displayName, located, tryInput } from "./definitionInput";
import { EXIT } from "./exitCodes";
import { foldedWarnings } from "./foldedWarnings";
import { ignoredCodes } from "./ignoredCodes";
import { readSchema } from "./inputSchema";

/** The command's options, as the command line has them. */
export interface CheckCommandOptions {
  json?: boolean;
  express?: boolean;
  inputSchema?: string;
  strict?: boolean;
  ignore?: string[];
}

/** A problem and where it stands. */
type LocatedProblem = Problem & Position;

/** How many problems there are of each kind. */
interface Counts {
  errors: number;
  warnings: number;
}

/** What was found in a file, or why there was nothing to look at. */
type FileReport = { file: string } & ({ problems: LocatedProblem[]; counts: Counts } | { error: TextProblem });

/** @returns the exit code: 2 when a file cannot be read, else 1 when there is an error (`strict`: or a warning), else 0 */
export async function checkCommand(files: string[], options: CheckCommandOptions): Promise<number> {
  const inputSchema = options.inputSchema === undefined ? undefined : readSchema(options.inputSchema);
  const ignored = ignoredCodes(options.ignore ?? []);
  const reports: FileReport[] = [];
  for (const file of files) {
    const input = await tryInput(file);
    if ("unreadable" in input) {
      reports.push({ file, error: input.unreadable });
      continue;
    }
    const found = checkDefinition(input.definition, {
      ...(options.express === true && { type: "EXPRESS" as const }),
      ...(inputSchema && { inputSchema }),
    });
    const problems = inOrder(
      [...input.duplicates, ...found].filter(({ code }) => !ignored.has(code)),
      input,
    );
    reports.push({ file, problems, counts: countsOf(problems) });
  }
  const counts = countsOf(reports.flatMap((report) => ("problems" in report ? report.problems : [])));
  const unreadable = reports.filter((report) => "error" in report).length;
  if (options.json === true) {
    process.stdout.write(`${JSON.stringify({ files: reports, counts: { ...counts, unreadable } })}\n`);
  } else {
    print(reports, counts, unreadable);
  }
  if (unreadable > 0) return EXIT.wrongUse;
  return counts.errors > 0 || (options.strict === true && counts.warnings > 0) ? EXIT.failed : EXIT.done;
}

function inOrder(problems: Problem[], { positionOf }: DefinitionText): LocatedProblem[] {
  return problems
    .map((problem) => ({ ...problem, ...positionOf(problem.path) }))
    .sort((a, b) => a.line - b.line || a.column - b.column);
}

function countsOf(problems: Problem[]): Counts {
  const errors = problems.filter(({ severity }) => severity === "error").length;
  return { errors, warnings: problems.length - errors };
}

function print(reports: FileReport[], counts: Counts, unreadable: number): void {
  const paint = painter(mayColour(process.stdout));
  const severities = { error: paint("red", "error"), warning: paint("yellow", "warning") };
  for (const report of reports) {
    if ("error" in report) {
      process.stderr.write(`${located(report.file, report.error)}\n`);
      continue;
    }
    for (const { path, ...problem } of foldedWarnings(report.problems)) {
      const [first = "", ...rest] = located(report.file, problem, severities[problem.severity]).split("\n");
      const where = path === "" ? [] : [`    ${paint("bold", path)}`];
      process.stdout.write(`${[first, ...where, ...rest].join("\n")}\n`);
    }
  }
  const found = [
    ...(unreadable > 0 ? [plural(unreadable, "unreadable file")] : []),
    ...(counts.errors > 0 ? [plural(counts.errors, "error")] : []),
    ...(counts.warnings > 0 ? [plural(counts.warnings, "warning")] : []),
  ];
  const where = reports.length === 1 ? displayName(reports[0]!.file) : plural(reports.length, "file");
  const what = found.length === 0 ? paint("green", "no problems") : found.join(", ");
  process.stdout.write(`${where}: ${what}\n`);
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
