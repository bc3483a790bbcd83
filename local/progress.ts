/** Shows a local run while it goes on: live lines on a terminal, else a line for each thing that happens. */
import { styleText } from "node:util";
import { fourDigits } from "./fourDigits";
import type { OnRunEvent, RunEvent } from "./run/events";
import { explainCause } from "./run/explain";

/** Where progress goes. */
export interface ProgressStream {
  write(text: string): unknown;
  isTTY?: boolean;
  columns?: number;
}

/** A running display. */
export interface Progress {
  onEvent: OnRunEvent;
  /** Takes live lines away, so that other text can follow. Call it however the run ends. */
  end: () => void;
}

/** Whether text for this stream may be coloured: on a terminal, unless NO_COLOR is set (https://no-color.org) or it is dumb. */
export function mayColour(stream: ProgressStream, env: NodeJS.ProcessEnv = process.env): boolean {
  return stream.isTTY === true && !env["NO_COLOR"] && env["TERM"] !== "dumb";
}

type Style = Parameters<typeof styleText>[0];

/** Gives text a style where that is wanted. */
export function painter(isColoured: boolean): (style: Style, text: string) => string {
  return (style, text) => (isColoured ? styleText(style, text, { validateStream: false }) : text);
}

/**
 * A display of a run's events.
 *
 * @example
 * const progress = createProgress(process.stderr);
 * await runLocal({ root, stack, onEvent: progress.onEvent }).finally(progress.end);
 */
export function createProgress(stream: ProgressStream, env: NodeJS.ProcessEnv = process.env): Progress {
  const tracker = trackStates(painter(mayColour(stream, env)));
  const isLive = stream.isTTY === true && env["TERM"] !== "dumb";
  if (!isLive) {
    const onEvent = (event: RunEvent) => tracker.take(event, "plain").forEach((line) => stream.write(`${line}\n`));
    return { onEvent, end: () => {} };
  }

  let shown = 0;
  const draw = (above: string[] = []) => {
    const width = (stream.columns || 80) - 1;
    const live = tracker.running().map((line) => line.slice(0, width));
    const clear = shown > 0 ? `\u001b[${shown}A\u001b[J` : "";
    if (clear + above.join("") + live.join("") !== "") {
      stream.write(clear + [...above, ...live].map((line) => `${line}\n`).join(""));
    }
    shown = live.length;
  };
  const timer = setInterval(draw, 100).unref();
  return {
    onEvent(event) {
      const lines = tracker.take(event, "live");
      // The rest is drawn by the clock: a job can tell of a thousand metrics a second.
      if (lines.length > 0) draw(lines);
    },
    end() {
      clearInterval(timer);
      if (shown > 0) stream.write(`\u001b[${shown}A\u001b[J`);
      shown = 0;
    },
  };
}

interface RunningState {
  pipeline: string;
  state: string;
  /** Pipeline, state and, within a Map, which item. */
  title: string;
  started: number;
  note: string;
  metrics: Map<string, number>;
  step: number;
}

const FRAMES = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏";

/** Knows which states run, and turns events into lines. */
function trackStates(paint: ReturnType<typeof painter>) {
  const states = new Map<string, RunningState>();

  function linesOf(event: Extract<RunEvent, { type: "state" }>, mode: "plain" | "live"): string[] {
    const { pipeline, at = Date.now() } = event;
    const { type, state, stateType, index, error = "", cause = "" } = event.event;
    // The others take no time.
    if (!["Task", "Wait"].includes(stateType)) return [];
    const title = `${pipeline}: ${state}${index === undefined ? "" : ` (item ${index})`}`;
    const known = states.get(title);
    switch (type) {
      case "entered":
        states.set(title, {
          pipeline,
          state,
          title,
          started: at,
          note: "",
          metrics: new Map(),
          step: 0,
        });
        return mode === "plain" ? [`${title} …`] : [];
      case "failed":
        if (known) known.note = paint("red", error);
        return [`${paint("red", "✖")} ${title}: ${error}${firstLine(explainCause({ cause, log: [] }))}`];
      case "retried":
        if (known) known.note = "tried again";
        return mode === "plain" ? [`${title}: tried again`] : [];
      case "caught":
        states.delete(title);
        return [];
      case "exited":
        states.delete(title);
        return known ? [`${paint("green", "✔")} ${title} ${paint("dim", elapsed(known, at))}${metricsOf(known)}`] : [];
    }
  }

  /** `churn: Tune: trial 1 of 6  validation:auc 0.9768 (best)  max_depth 5  eta 0.05828` when it has ended. */
  function trialLines({ pipeline, state, tuning, trial }: Extract<RunEvent, { type: "trial" }>): string[] {
    const { metric, trials, maxTrials, best: nameOfBest } = tuning;
    const known = [...states.values()].find((one) => one.pipeline === pipeline && one.state === state);
    const best = trials.find(({ name }) => name === nameOfBest)?.objective;
    if (known) {
      const atWork = trials.flatMap(({ status }, index) => (status === "InProgress" ? [index + 1] : []));
      const which = atWork.length === 0 ? [] : [`trial ${atWork.join(", ")} of ${maxTrials}`];
      known.note = [...which, ...(best === undefined ? [] : [`best ${metric} ${fourDigits(best)}`])].join(", ");
    }
    const { name, status, objective, hyperParameters, failureReason = "" } = trial;
    if (status === "InProgress") return [];
    const number = trials.findIndex((one) => one.name === name) + 1;
    const parts = [
      `${pipeline}: ${state}: trial ${number} of ${maxTrials}`,
      ...(status === "Completed" ? [] : [status]),
      ...(objective === undefined ? [] : [`${metric} ${fourDigits(objective)}${name === nameOfBest ? " (best)" : ""}`]),
      ...Object.entries(hyperParameters).map(([parameter, value]) => `${parameter} ${fourDigits(value)}`),
    ];
    return [parts.join("  ") + firstLine(failureReason)];
  }

  return {
    /** The lines that an event leaves for good. */
    take(event: RunEvent, mode: "plain" | "live"): string[] {
      switch (event.type) {
        case "setup":
          return [event.text];
        case "state":
          return linesOf(event, mode);
        case "metric": {
          const { pipeline, state } = event;
          const running = [...states.values()].find((one) => one.pipeline === pipeline && one.state === state);
          running?.metrics.set(event.point.name, event.point.value);
          if (running) running.step = event.point.step;
          return [];
        }
        case "status": {
          const { pipeline, state, status } = event;
          const running = [...states.values()].find((one) => one.pipeline === pipeline && one.state === state);
          if (!running) return [];
          const metrics = Object.entries(event.metrics).map(([name, value]) => `${name} ${fourDigits(value)}`);
          const note = [status, ...metrics].join("  ");
          const isNews = running.note !== note;
          running.note = note;
          return mode === "plain" && isNews ? [`${running.title}: ${note}`] : [];
        }
        case "endpoint": {
          const { name, status, url, failureReason = "" } = event.endpoint;
          const where = status === "InService" ? ` at ${url}/invocations until the run ends` : "";
          return [`${event.pipeline}: endpoint ${name} is ${status}${where}${firstLine(failureReason)}`];
        }
        case "note":
          return [`${event.pipeline}: ${event.text}`];
        case "trial":
          return trialLines(event);
        case "ended":
          for (const [key, { pipeline }] of states) if (pipeline === event.pipeline) states.delete(key);
          return [];
        default:
          return [];
      }
    },
    /** A line for each state that runs now. */
    running(): string[] {
      const frame = FRAMES[Math.floor(performance.now() / 100) % FRAMES.length] ?? "";
      return [...states.values()].map((state) => {
        const note = state.note && ` ${state.note}`;
        return `${frame} ${state.title} ${elapsed(state)}${note}${metricsOf(state)}`;
      });
    },
  };
}

function elapsed({ started }: RunningState, until = Date.now()): string {
  // Clocks of two machines differ a little.
  return `${(Math.max(0, until - started) / 1000).toFixed(1)} s`;
}

/** `  train:rmse 0.2134  validation:rmse 0.2301 (round 4)` */
function metricsOf({ metrics, step }: RunningState): string {
  if (metrics.size === 0) return "";
  const values = [...metrics].map(([name, value]) => `${name} ${value.toFixed(4)}`);
  return `  ${values.join("  ")} (round ${step})`;
}

function firstLine(cause: string): string {
  const line = cause.split("\n")[0] ?? "";
  return line === "" ? "" : `: ${line.length > 200 ? `${line.slice(0, 200)} …` : line}`;
}
