/** How each state ended and how long it took. */
import { escapeXml } from "../../asl/draw/xml";
import type { PipelineResult } from "../runResult";
import { formatSeconds } from "./format";
import { code, type Html, statusChip, table } from "./html";

/** The states in the order of the run, each with a bar for its time. */
export function stateTable({ states, seconds }: PipelineResult): Html {
  const sum = states.reduce((total, state) => total + state.seconds, 0);
  // States of a run follow each other, unless some ran at the same time: then only lengths can be shown.
  const inSequence = sum <= seconds * 1.05;
  const total = Math.max(seconds, ...states.map((state) => state.seconds)) || 1;
  let start = 0;
  const rows = states.map((state) => {
    const bar = timeBar(inSequence ? start / total : 0, state.seconds / total, state.status);
    start += state.seconds;
    return [
      escapeXml(state.name) + (state.job === undefined ? "" : `<br/>${code(state.job)}`),
      statusChip(state.status),
      formatSeconds(state.seconds),
      bar,
    ];
  });
  return table(
    "States in the order of the run",
    [{ heading: "State" }, { heading: "Status" }, { heading: "Time", numeric: true }, { heading: "Timeline" }],
    rows,
    "states",
  );
}

function timeBar(start: number, share: number, status: string): Html {
  const percent = (part: number) => Math.round(Math.min(1, Math.max(0, part)) * 1000) / 10;
  const left = Math.min(percent(start), 98);
  const width = Math.min(percent(share), 100 - left);
  return (
    '<svg class="bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true"><path d="M0 5H100"/>' +
    `<rect class="${status.toLowerCase()}" x="${left}" width="${Math.max(1.5, width)}" height="10"/></svg>`
  );
}
