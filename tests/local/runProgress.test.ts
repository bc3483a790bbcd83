import { expect } from "chai";
import { createProgress, mayColour } from "../../local/progress";
import type { RunEvent } from "../../local/run/events";

/** A stream that keeps what is written. */
function recorder(more: { isTTY?: boolean; columns?: number } = {}) {
  const written: string[] = [];
  return { ...more, written, write: (text: string) => written.push(text), text: () => written.join("") };
}
const state = (
  type: "entered" | "exited" | "failed" | "retried" | "caught",
  name: string,
  more: object = {},
): RunEvent => ({
  type: "state",
  pipeline: "churn",
  event: { type, state: name, stateType: "Task", ...more },
});
const metric = (step: number, value: number): RunEvent => ({
  type: "metric",
  pipeline: "churn",
  state: "Train",
  point: { name: "train:rmse", step, value },
});
const events: RunEvent[] = [
  { type: "setup", text: "Installing packages" },
  state("entered", "Train"),
  metric(3, 0.5),
  metric(4, 0.21344),
  state("entered", "Check", { stateType: "Choice" }),
  state("exited", "Check", { stateType: "Choice" }),
  state("exited", "Train"),
  state("entered", "Save"),
  state("failed", "Save", { error: "Denied", cause: "No.\nMore" }),
  state("retried", "Save"),
  state("failed", "Save", { error: "Denied", cause: "No." }),
  state("caught", "Save"),
];

describe("local run: progress", () => {
  it("writes a line for each thing that happens when it is no terminal", () => {
    const stream = recorder();
    const progress = createProgress(stream, {});
    events.forEach(progress.onEvent);
    progress.end();
    const lines = stream.text().trimEnd().split("\n");
    expect(lines[0]).to.equal("Installing packages");
    expect(lines[1]).to.equal("churn: Train …");
    expect(lines[2]).to.match(/^✔ churn: Train \d\.\d s {2}train:rmse 0\.2134 \(round 4\)$/);
    expect(lines.slice(3)).to.deep.equal([
      "churn: Save …",
      "✖ churn: Save: Denied: No.",
      "churn: Save: tried again",
      "✖ churn: Save: Denied: No.",
    ]);
    expect(stream.text()).not.to.contain("\u001b");
  });

  it("tells of trials with the best so far, of endpoints and of notes", () => {
    const stream = recorder();
    const progress = createProgress(stream, {});
    const told = { pipeline: "churn", state: "Tune" };
    const trial = (name: string, more: object = {}) => ({
      ...{ name, status: "Completed" as const, seconds: 1, hyperParameters: { eta: "0.1" } },
      ...more,
    });
    const job = { job: "tune", metric: "validation:auc", goal: "Maximize" as const };
    const [a, b] = [trial("a", { objective: 0.9 }), trial("b", { objective: 0.8 })];
    const failed = trial("c", { status: "Failed", failureReason: "ClientError: no\nmore" });
    progress.onEvent(state("entered", "Tune"));
    progress.onEvent({
      type: "trial",
      ...told,
      tuning: { ...job, trials: [] },
      trial: trial("a", { status: "InProgress" }),
    });
    progress.onEvent({ type: "trial", ...told, tuning: { ...job, best: "a", trials: [a] }, trial: a });
    progress.onEvent({ type: "trial", ...told, tuning: { ...job, best: "a", trials: [a, b] }, trial: b });
    progress.onEvent({ type: "trial", ...told, tuning: { ...job, best: "a", trials: [a, b, failed] }, trial: failed });
    const url = "http://127.0.0.1:4000";
    progress.onEvent({ type: "endpoint", ...told, endpoint: { name: "e", status: "InService", url } });
    progress.onEvent({ type: "note", pipeline: "churn", text: "Nobody got it." });
    progress.end();
    expect(stream.text().trimEnd().split("\n").slice(1)).to.deep.equal([
      "churn: Tune: a eta 0.1 …",
      "churn: Tune: a eta 0.1: validation:auc 0.9000 (best so far)",
      "churn: Tune: b eta 0.1: validation:auc 0.8000 (best validation:auc 0.9000)",
      "churn: Tune: c eta 0.1: Failed: ClientError: no (best validation:auc 0.9000)",
      `churn: endpoint e is InService at ${url}/invocations until the run ends`,
      "churn: Nobody got it.",
    ]);
  });

  it("draws live lines on a terminal and takes them away again", () => {
    const stream = recorder({ isTTY: true, columns: 40 });
    const progress = createProgress(stream, {});
    progress.onEvent(state("entered", "Train"));
    progress.onEvent(metric(4, 0.2134));
    progress.onEvent({ type: "setup", text: "A word between" });
    expect(stream.written.at(-1)).to.match(/^A word between\n. churn: Train \d\.\d s/);
    progress.onEvent(state("exited", "Train"));
    expect(stream.written.at(-1)).to.contain("\u001b[1A\u001b[J").and.to.contain("✔");
    progress.onEvent(state("entered", "Save"));
    progress.onEvent({ type: "setup", text: "Another" });
    for (const line of stream.written.at(-1)!.split("\n")) expect(line.length).to.be.below(40);
    progress.end();
    expect(stream.written.at(-1)).to.equal("\u001b[1A\u001b[J");
  });

  it("colours only where it may", () => {
    expect(mayColour(recorder({ isTTY: true }), {})).to.equal(true);
    expect(mayColour(recorder({ isTTY: true }), { NO_COLOR: "1" })).to.equal(false);
    expect(mayColour(recorder({ isTTY: true }), { NO_COLOR: "" })).to.equal(true);
    expect(mayColour(recorder({ isTTY: true }), { TERM: "dumb" })).to.equal(false);
    expect(mayColour(recorder(), {})).to.equal(false);
  });
});
