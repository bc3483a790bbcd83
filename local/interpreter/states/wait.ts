import type { Json, WaitState } from "../../../asl/definition";
import { prepareDataFlow } from "../dataFlow";
import type { Expression } from "../expression/view";
import { type EvaluationFailure, queryFailure, runtimeFailure } from "../failures";
import { LONGEST_DELAY_SECONDS } from "../limits";
import { prepareField, prepareOptionalField, type Preparation, prepareValue } from "../preparation";
import { parseTimestamp } from "../timestamp";
import { onward, type PreparedState, viewOf } from "../visit";

/** Wait: for so many seconds, or until a time. */
export function prepareWait(preparation: Preparation, state: WaitState): PreparedState["run"] {
  const flow = prepareDataFlow(preparation, state);
  const milliseconds = prepareDuration(preparation, state);
  return async (visit) => {
    const { clock } = visit.frame.world;
    const input = flow.input(visit);
    const wait = await milliseconds(viewOf(visit, input));
    const due = wait(clock.now());
    if (due > LONGEST_DELAY_SECONDS * 1000) throw runtimeFailure("Wait state delay is too long.");
    if (due > 0) await clock.sleep(due, visit.frame.signal);
    return { output: await flow.output(visit, input), ...onward(state.Next) };
  };
}

/** Milliseconds to wait, from the time that it is. */
type Duration = (now: number) => number;

function prepareDuration(preparation: Preparation, state: WaitState): Expression<Duration> {
  const { Seconds, SecondsPath, Timestamp, TimestampPath } = state;
  if (SecondsPath !== undefined) {
    const read = prepareOptionalField(preparation, "SecondsPath", SecondsPath);
    return (view) => secondsFromPath(read(view), SecondsPath);
  }
  if (TimestampPath !== undefined) {
    const read = prepareField(preparation, "TimestampPath", TimestampPath);
    return (view) =>
      until(read(view), (value) =>
        runtimeFailure(
          `The TimestampPath parameter does not reference a valid ISO-8601 extended offset date-time format string: ${TimestampPath} == ${value}`,
        ),
      );
  }
  if (Timestamp !== undefined) {
    if (preparation.language === "JSONPath" && parseTimestamp(Timestamp) === undefined) {
      preparation.refuse("Timestamp", `"${Timestamp}" is not of the form 2026-01-31T23:59:00Z`);
    }
    const evaluate = prepareInLanguage(preparation, "Timestamp", Timestamp);
    return async (view) =>
      until(await evaluate(view), (value) =>
        queryFailure(
          `The Timestamp field cannot be parsed as an ISO-8601 extended offset date-time format string: ${value}`,
        ),
      );
  }
  if (Seconds === undefined) {
    preparation.refuse("Wait", "it has neither Seconds nor Timestamp");
    return () => () => 0;
  }
  const evaluate = prepareInLanguage(preparation, "Seconds", Seconds);
  return async (view) => secondsFrom(await evaluate(view));
}

/** In JSONPath a field without `Path` holds what it says. */
function prepareInLanguage(preparation: Preparation, field: string, value: Json): Expression {
  return preparation.language === "JSONata" ? prepareValue(preparation, field, value) : () => value;
}

function secondsFromPath(value: Json | undefined, path: string): Duration {
  if (value === undefined) throw runtimeFailure(`The SecondsPath parameter does not reference an input value: ${path}`);
  const shown = typeof value === "string" ? value : JSON.stringify(value);
  if (typeof value !== "number" || !Number.isInteger(value)) {
    throw runtimeFailure(`The SecondsPath parameter cannot be parsed as a long value: ${path} == ${shown}`);
  }
  if (value < 0) throw runtimeFailure(`The SecondsPath parameter references a negative value: ${path} == ${shown}`);
  return () => value * 1000;
}

function secondsFrom(value: Json): Duration {
  if (typeof value === "number" && value >= 0) return () => value * 1000;
  throw queryFailure(`The Seconds field must be a number that is not negative, but was: ${JSON.stringify(value)}`);
}

function until(value: Json, fail: (shown: string) => EvaluationFailure): Duration {
  const nanoseconds = typeof value === "string" ? parseTimestamp(value) : undefined;
  if (nanoseconds === undefined) throw fail(typeof value === "string" ? value : JSON.stringify(value));
  return (now) => Number(nanoseconds / 1_000_000n) - now;
}
