/** What a local run says at its end: as text for people and as one line of JSON for programs. */
import { relative } from "node:path";
import type { painter } from "../local/progress";
import { adviceFor } from "../local/run/explain";
import type { LocalRun } from "../local/run";
import { fourDigits } from "../local/fourDigits";
import type { PipelineResult, StateResult, TuningResult } from "../local/runResult";

type Paint = ReturnType<typeof painter>;

/** The summary of a run. */
export function summaryOf({ result, report }: LocalRun, paint: Paint): string {
  const times = `${formatSeconds(result.seconds)}, of which ${formatSeconds(result.orchestrationSeconds)} orchestration`;
  const hasKept = result.pipelines.some(({ artifacts }) => "modelFile" in artifacts);
  return [
    "",
    ...result.pipelines.flatMap((pipeline) => [...pipelineLines(pipeline, paint), ""]),
    `Report  ${relative(process.cwd(), report) || report}`,
    `Time    ${times}`,
    ...(hasKept ? [] : ["Models and predictions are gone with the run; --keep DIR keeps them."]),
    "",
  ].join("\n");
}

function pipelineLines(pipeline: PipelineResult, paint: Paint): string[] {
  const { name, status, seconds, metrics, artifacts } = pipeline;
  const kept = Object.entries(artifacts).filter(([what]) => what.endsWith("File"));
  const colour = status === "SUCCEEDED" ? "green" : "red";
  const values = Object.entries(metrics).map(([metric, value]) => `${metric} ${fourDigits(value)}`);
  return [
    `${paint("bold", name)}  ${paint(colour, status)} in ${formatSeconds(seconds)}`,
    ...table(statesToShow(pipeline).map((state) => stateRow(state, paint))),
    ...errorLines(pipeline, paint),
    ...pipeline.tuning.flatMap((tuning) => tuningLines(tuning, paint)),
    ...(values.length > 0 ? [`  Metrics  ${values.join("  ")}`] : []),
    ...pipeline.endpoints.map(
      ({ name, status, url }) => `  Endpoint  ${name} was ${status} at ${url}; it ended with the run`,
    ),
    ...iamLines(pipeline, paint),
    ...pipeline.notes.map((note) => `  Note  ${note}`),
    ...kept.map(([what, file]) => `  Kept  ${what.replace(/File$/, "")}: ${file}`),
  ];
}

/** States that did or waited for something, and whatever failed; a Fail state only says again what failed before it. */
function statesToShow({ states, definition }: PipelineResult): StateResult[] {
  return states.filter(
    ({ name, status, seconds, job }) =>
      definition.States[name]?.Type !== "Fail" && (job !== undefined || status !== "SUCCEEDED" || seconds >= 0.05),
  );
}

function stateRow({ name, status, seconds, job = "" }: StateResult, paint: Paint): string[] {
  const mark = status === "SUCCEEDED" ? paint("green", "✔") : paint("red", "✖");
  return [`${mark} ${name}`, formatSeconds(seconds), status === "SUCCEEDED" ? job : `${status} ${job}`];
}

/** Which state failed, with what, why, and what to do. */
function errorLines({ error }: PipelineResult, paint: Paint): string[] {
  if (!error) return [];
  const where = error.state === undefined ? "" : ` in "${error.state}"`;
  const advice = adviceFor(error.name, error.cause);
  return [
    `  ${paint("red", `${error.name}${where}`)}`,
    ...error.cause.split("\n").map((line) => `    ${line}`),
    ...(advice ? [`  ${advice}`] : []),
  ];
}

/** The trials of a tuning job, the best of them marked. */
function tuningLines({ job, metric, goal, best, trials }: TuningResult, paint: Paint): string[] {
  const rows = trials.map(({ name, status, objective, hyperParameters }) => [
    name === best ? paint("green", `★ ${name}`) : `  ${name}`,
    objective === undefined ? status : fourDigits(objective),
    Object.entries(hyperParameters)
      .map(([parameter, value]) => `${parameter} ${fourDigits(value)}`)
      .join("  "),
  ]);
  return [`  Tuning  ${job}: ${goal.toLowerCase()} ${metric}, ${trials.length} trials`, ...table(rows, "    ")];
}

function iamLines({ iam, status }: PipelineResult, paint: Paint): string[] {
  // What a run that ended early did not come to need tells nothing.
  const isWhole = status === "SUCCEEDED";
  const left = [
    `${iam.unused} granted but unused`,
    ...(iam.notTaken > 0 ? [`${iam.notTaken} for ways not taken`] : []),
  ];
  const total = [`${iam.calls} calls judged`, `${iam.denied} denied`, ...(isWhole ? left : [])].join(", ");
  const roles = iam.roles.map(({ role, calls, denied, unused, notTaken }) => [
    role.split("/").at(-1) ?? role,
    `${calls} calls`,
    `${denied.length} denied`,
    ...(isWhole ? [`${unused.length} unused`] : []),
    ...(isWhole && notTaken.length > 0 ? [`${notTaken.length} for ways not taken`] : []),
  ]);
  const denials = iam.roles.flatMap(({ denied }) =>
    denied.map((call) => `    denied: ${call.action} on ${call.resource}`),
  );
  return [`  IAM  ${total}`, ...table(roles, "    "), ...new Set(denials.map((line) => paint("red", line)))];
}

/** Rows with their cells under each other, the second column to the right. */
function table(rows: string[][], indent = "  "): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => width(row[column] ?? ""))));
  return rows.map((row) => {
    const cells = row.map((cell, column) => {
      const space = " ".repeat((widths[column] ?? 0) - width(cell));
      return column === 1 ? space + cell : cell + space;
    });
    return (indent + cells.join("  ")).trimEnd();
  });
}

/** How many columns a text takes on a terminal, colours and combining marks aside. */
function width(text: string): number {
  // eslint-disable-next-line no-control-regex -- the escape character starts a colour
  return text.replace(/\u001b\[\d+m/g, "").replace(/\p{Mark}/gu, "").length;
}

function formatSeconds(seconds: number): string {
  return `${seconds.toFixed(seconds < 10 ? 2 : 1)} s`;
}

/** The run as an object for `--json`: all that is small. Curves, predictions and graphs are in the HTML report. */
export function jsonOf({ result, report }: LocalRun): object {
  const { pipelines, ...run } = result;
  return {
    pipelines: pipelines.map(
      ({ name, status, seconds, states, metrics, tuning, endpoints, notes, artifacts, iam, error }) => ({
        ...{ name, status, seconds, states, metrics, tuning, endpoints, notes, artifacts },
        iam: { ...iam, roles: iam.roles.map(withoutGranted) },
        ...(error && { error }),
      }),
    ),
    ...run,
    report,
  };
}

function withoutGranted({ granted, ...role }: PipelineResult["iam"]["roles"][number]) {
  return role;
}
