/** Everything about one pipeline's run. */
import { type DrawnStatus, toSvg } from "../../asl/draw/svg";
import { escapeXml } from "../../asl/draw/xml";
import { hasBinaryLabels } from "../metrics";
import type { PipelineResult, StateResult } from "../runResult";
import { binaryCharts } from "./binaryCharts";
import { formatNumber, formatSeconds } from "./format";
import { code, type Html, section, statusChip, table } from "./html";
import { iamSection } from "./iamSection";
import { regressionCharts } from "./regressionCharts";
import { stateTable } from "./stateTable";
import { trainingCurves } from "./trainingCurves";
import { tuningSection } from "./tuningSection";

/** The section of one pipeline; `id` begins every id in it. */
export function pipelineSection(pipeline: PipelineResult, id: string): Html {
  const { name, status, seconds, states, error, metrics, tuning, endpoints, notes, artifacts, iam } = pipeline;
  const charts = modelCharts(pipeline, id);
  return [
    `<section class="pipeline" aria-labelledby="${id}"><h2 id="${id}">${escapeXml(name)} ${statusChip(status)}</h2>`,
    `<p>${formatSeconds(seconds)}, ${states.length} ${states.length === 1 ? "state" : "states"}</p>`,
    ...(error ? [errorSection(error, id)] : []),
    '<div class="columns">',
    section(`${id}-graph-heading`, "Graph", graph(pipeline, `${id}-graph`)),
    "<div>",
    section(`${id}-states`, "States", stateTable(pipeline)),
    ...(Object.keys(metrics).length > 0 ? [section(`${id}-metrics`, "Metrics", metricTable(metrics))] : []),
    "</div></div>",
    ...(tuning.length > 0 ? [section(`${id}-tuning`, "Hyperparameter tuning", tuningSection(tuning))] : []),
    ...(charts ? [section(`${id}-model`, "Training and predictions", `<div class="charts">${charts}</div>`)] : []),
    ...(Object.keys(artifacts).length > 0 ? [section(`${id}-artifacts`, "Artifacts", artifactTable(artifacts))] : []),
    ...(endpoints.length > 0 ? [section(`${id}-endpoints`, "Endpoints", endpointTable(endpoints))] : []),
    ...(notes.length > 0 ? [section(`${id}-notes`, "Notes", list(notes))] : []),
    section(`${id}-iam`, "IAM", iamSection(iam, status === "SUCCEEDED")),
    "</section>",
  ].join("\n");
}

function modelCharts({ curve, predictions }: PipelineResult, id: string): Html {
  const curves = trainingCurves(curve, id);
  if (predictions.length === 0) return curves;
  return `${curves}\n${hasBinaryLabels(predictions) ? binaryCharts(predictions, id) : regressionCharts(predictions, id)}`;
}

function graph({ name, definition, states }: PipelineResult, idPrefix: string): Html {
  const statuses = worstStatuses(states);
  const picture = toSvg(definition, { statuses, title: `Graph of ${name}`, idPrefix });
  return `<div class="graph" tabindex="0" role="region" aria-labelledby="${idPrefix}-heading">${picture}</div>`;
}

const severity: DrawnStatus[] = ["SUCCEEDED", "CAUGHT", "ABORTED", "FAILED"];

/** Of a state that was visited several times, the visit that went worst. */
function worstStatuses(states: StateResult[]): Record<string, DrawnStatus> {
  const statuses = new Map<string, DrawnStatus>();
  for (const { name, status } of states) {
    const known = statuses.get(name);
    if (!known || severity.indexOf(status) > severity.indexOf(known)) statuses.set(name, status);
  }
  return Object.fromEntries(statuses);
}

function errorSection({ name, cause, state }: NonNullable<PipelineResult["error"]>, id: string): Html {
  const where = state === undefined ? "" : ` in ${escapeXml(state)}`;
  return (
    `<section class="error" aria-labelledby="${id}-error"><h3 id="${id}-error">${escapeXml(name)}${where}</h3>` +
    `${readableCause(cause)}</section>`
  );
}

/** The cause of a failed job is its whole description as JSON: the reason in it comes first. */
function readableCause(cause: string): Html {
  try {
    const description = JSON.parse(cause) as { FailureReason?: unknown } | null;
    const reason = description?.FailureReason;
    const whole = `<pre>${escapeXml(JSON.stringify(description, undefined, 2))}</pre>`;
    return typeof reason === "string"
      ? `<p>${escapeXml(reason)}</p><details><summary>Whole cause</summary>${whole}</details>`
      : whole;
  } catch {
    return `<pre>${escapeXml(cause)}</pre>`;
  }
}

function metricTable(metrics: Record<string, number>): Html {
  const rows = Object.entries(metrics).map(([name, value]) => [escapeXml(name), formatNumber(value)]);
  return table("Final values", [{ heading: "Metric" }, { heading: "Value", numeric: true }], rows);
}

function endpointTable(endpoints: PipelineResult["endpoints"]): Html {
  const rows = endpoints.map(({ name, status, url, failureReason }) => [
    code(name),
    escapeXml(failureReason === undefined ? status : `${status}: ${failureReason}`),
    code(url),
  ]);
  const columns = [{ heading: "Endpoint" }, { heading: "Status" }, { heading: "Address" }];
  return table("Endpoints as they were last; they ended with the run", columns, rows);
}

function list(texts: string[]): Html {
  return `<ul>${texts.map((text) => `<li>${escapeXml(text)}</li>`).join("")}</ul>`;
}

function artifactTable(artifacts: Record<string, string>): Html {
  const rows = Object.entries(artifacts).map(([name, place]) => [escapeXml(name), code(place)]);
  const isKept = Object.keys(artifacts).some((name) => name.endsWith("File"));
  const caption = isKept ? "What the run left" : "What the run made; gone with it, unless --keep DIR is given";
  return table(caption, [{ heading: "Artifact" }, { heading: "Place" }], rows);
}
