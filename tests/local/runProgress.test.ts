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

  it("tells of a trial in one line when it has ended, of endpoints and of notes", () => {
    const stream = recorder();
    const progress = createProgress(stream, {});
    const told = { pipeline: "churn", state: "Tune" };
    const trial = (name: string, more: object = {}) => ({
      ...{ name, status: "Completed" as const, seconds: 1, hyperParameters: { eta: "0.1" } },
      ...more,
    });
    const job = { job: "tune", metric: "validation:auc", goal: "Maximize" as const, maxTrials: 4 };
    const hyperParameters = { eta: "0.058279334519536936", max_depth: "5", booster: "dart" };
    const [a, b, c] = [
      trial("a", { objective: 0.97684321, hyperParameters }),
      trial("b", { objective: 0.8 }),
      trial("c", { status: "Failed", failureReason: "ClientError: no\nmore" }),
    ];
    const running = trial("d", { status: "InProgress" });
    progress.onEvent(state("entered", "Tune"));
    for (const [best, trials, one] of [
      [undefined, [{ ...a, status: "InProgress" as const }], { ...a, status: "InProgress" as const }],
      ["a", [a, { ...b, status: "InProgress" as const }], a],
      ["a", [a, b], b],
      ["a", [a, b, c, running], running],
      ["a", [a, b, c, running], c],
    ] as const) {
      progress.onEvent({
        type: "trial",
        ...told,
        tuning: { ...job, ...(best && { best }), trials: [...trials] },
        trial: one,
      });
    }
    const url = "http://127.0.0.1:4000";
    progress.onEvent({ type: "endpoint", ...told, endpoint: { name: "e", status: "InService", url } });
    progress.onEvent({ type: "note", pipeline: "churn", text: "Nobody got it." });
    progress.end();
    expect(stream.text().trimEnd().split("\n").slice(1)).to.deep.equal([
      "churn: Tune: trial 1 of 4  validation:auc 0.9768 (best)  eta 0.05828  max_depth 5  booster dart",
      "churn: Tune: trial 2 of 4  validation:auc 0.8  eta 0.1",
      "churn: Tune: trial 3 of 4  Failed  eta 0.1: ClientError: no",
      `churn: endpoint e is InService at ${url}/invocations until the run ends`,
      "churn: Nobody got it.",
    ]);
  });

  it("shows the trials at work on a terminal", () => {
    const stream = recorder({ isTTY: true, columns: 100 });
    const progress = createProgress(stream, {});
    const trial = { name: "a", status: "Completed" as const, seconds: 1, hyperParameters: {}, objective: 0.97684321 };
    const others = ["b", "c"].map((name) => ({ ...trial, name, status: "InProgress" as const }));
    const job = { job: "tune", metric: "validation:auc", goal: "Maximize" as const, maxTrials: 6, best: "a" };
    progress.onEvent(state("entered", "Tune"));
    const tuning = { ...job, trials: [trial, ...others] };
    progress.onEvent({ type: "trial", pipeline: "churn", state: "Tune", tuning, trial });
    progress.end();
    expect(stream.text()).to.match(/churn: Tune \d\.\d s trial 2, 3 of 6, best validation:auc 0\.9768\n/);
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
