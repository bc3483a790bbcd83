/** The report of a local run as one HTML page. */
import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { escapeXml } from "../../asl/draw/xml";
import type { RunResult } from "../runResult";
import { formatSeconds } from "./format";
import { type Html, statusChip, table } from "./html";
import { pipelineSection } from "./pipelineSection";
import { pageStyle } from "./pageStyle";

/**
 * Renders a run as one self-contained page: no scripts, no requests, readable without colours, in light and dark, and on
 * paper. Its markup is well-formed XML too.
 *
 * For each pipeline: status, times, the graph with its states' statuses, metrics, training curves, predictions against
 * truth, artifacts and the tally of IAM calls; the error with its cause when it failed. Sets of predictions of any size are
 * thinned out to what can be seen.
 *
 * @example writeFileSync("report.html", renderReport(result));
 */
export function renderReport(result: RunResult): string {
  const title = `${result.project}/${result.stack}: local run`;
  const sections = result.pipelines.map((pipeline, index) => pipelineSection(pipeline, `pipeline-${index + 1}`));
  return [
    "<!doctype html>",
    '<html lang="en"><head><meta charset="utf-8"/>',
    '<meta name="viewport" content="width=device-width, initial-scale=1"/>',
    '<meta name="color-scheme" content="light dark"/>',
    `<title>${escapeXml(title)}</title>`,
    `<style>${pageStyle}</style></head><body>`,
    '<a class="skip" href="#content">Skip to content</a>',
    `<header><h1>${escapeXml(title)}</h1>`,
    `<p>Started ${startTime(result.startedAt)}; took ${formatSeconds(result.seconds)}, of which ${formatSeconds(result.orchestrationSeconds)} were` +
      " orchestration: neither Python's own work nor package start-up.</p></header>",
    '<main id="content">',
    overview(result),
    ...sections,
    "</main>",
    "<footer><p>A local run: AWS was not called. Every call was judged by the policies of the role that made it.</p></footer>",
    "</body></html>\n",
  ].join("\n");
}

/**
 * Writes the report of a run to a file, making its folder. The file is either whole or as it was before.
 *
 * @throws the file system's error, `ENOSPC` among them
 */
export async function writeReport(result: RunResult, path: string): Promise<void> {
  const unfinished = `${path}.part`;
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(unfinished, renderReport(result));
    await rename(unfinished, path);
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  }
}

function startTime(iso: string): Html {
  const time = escapeXml(iso);
  return `<time datetime="${time}">${time.replace("T", " ").replace(/(\.\d+)?Z$/, " UTC")}</time>`;
}

function overview({ pipelines }: RunResult): Html {
  if (pipelines.length === 0) return "<p>The run had no pipelines.</p>";
  const rows = pipelines.map(({ name, status, seconds, iam }, index) => [
    `<a href="#pipeline-${index + 1}">${escapeXml(name)}</a>`,
    statusChip(status),
    formatSeconds(seconds),
    String(iam.calls),
    String(iam.denied),
    status === "SUCCEEDED" ? String(iam.unused) : "–",
  ]);
  const numbers = ["Time", "IAM calls", "Denied", "Unused"].map((heading) => ({ heading, numeric: true }));
  const columns = [{ heading: "Pipeline" }, { heading: "Status" }, ...numbers];
  return `<nav aria-label="Pipelines">${table("Pipelines of this run", columns, rows)}</nav>`;
}
