/** What an execution's states do, read from its history event by event. Pure; what has ended is kept as sums alone. */
import type { HistoryEvent } from "@aws-sdk/client-sfn";

/** A state that is being executed; of one in a Map or Parallel there may be several of the same name. */
export interface StateVisit {
  /** Id of the event that entered it. */
  id: number;
  name: string;
  /** `Task`, `Map`, … */
  type: string;
  /** Milliseconds since 1970. */
  since: number;
  /** Attempts so far; 1 until one is retried. */
  attempts: number;
  /** Iteration of the Map that it is in. */
  index?: number;
  /** The integration of a Task: `sagemaker:createTrainingJob.sync`. */
  api?: string;
  /** The SageMaker job, function or execution behind it. */
  job?: string;
  /** The Map Run of a Distributed Map. */
  mapRunArn?: string;
  /** Of the last attempt that failed. */
  error?: string;
  cause?: string;
}

/** Something that a watcher tells. */
export type StateChange =
  | { type: "entered" | "exited" | "retried" | "caught"; visit: StateVisit; at: number }
  /** What is behind the state has a name. */
  | { type: "job"; visit: StateVisit; at: number }
  | { type: "failed"; visit: StateVisit; at: number; error: string; cause: string }
  | {
      type: "ended";
      status: "SUCCEEDED" | "FAILED" | "TIMED_OUT" | "ABORTED";
      at: number;
      error?: string;
      cause?: string;
    };

/** Sums of a state's visits that have ended. */
export interface StateTotal {
  name: string;
  type: string;
  visits: number;
  failed: number;
  retries: number;
  seconds: number;
  /** Of the last visit. */
  job?: string;
}

/** The account of an execution's states. */
export interface HistoryStates {
  /** Takes the next event, in the order of their ids, and gives what changed. */
  take(event: HistoryEvent): StateChange[];
  running(): StateVisit[];
  /** In the order in which states were entered first. */
  totals(): StateTotal[];
}

const ENTERED = /^(Task|Pass|Choice|Wait|Succeed|Fail|Parallel|Map)StateEntered$/;
const EXITED = /StateExited$/;
const FAILED =
  /^(Task|LambdaFunction|Activity|MapRun)(Failed|TimedOut|StartFailed|ScheduleFailed|SubmitFailed)$|^(Parallel|Map)StateFailed$/;
const CONTAINER_FAILED = /^(Parallel|Map)StateFailed$/;
const EXECUTION_END = /^Execution(Succeeded|Failed|TimedOut|Aborted)$/;

/**
 * An empty account. An event belongs to the state of the event before it (`previousEventId`), which tells parallel states
 * of one name apart.
 *
 * Source: https://docs.aws.amazon.com/step-functions/latest/apireference/API_HistoryEvent.html
 */
export function historyStates(): HistoryStates {
  const open = new Map<number, StateVisit & { events: number[] }>();
  /** The open visit that each event belongs to; those of visits that have ended are forgotten. */
  const visitOf = new Map<number, number>();
  /** The Map's iteration that goes on behind an event. */
  const iterations = new Map<number, number>();
  const totals = new Map<string, StateTotal>();

  function iterationBehind(id: number): number | undefined {
    const index = iterations.get(id) ?? open.get(visitOf.get(id) ?? 0)?.index;
    iterations.delete(id);
    return index;
  }

  function enter(event: HistoryEvent, at: number): StateChange[] {
    const [, type = ""] = ENTERED.exec(event.type!)!;
    const name = event.stateEnteredEventDetails?.name ?? "";
    const index = iterationBehind(event.previousEventId ?? 0);
    const visit = {
      ...{ id: event.id!, name, type, since: at, attempts: 0, events: [event.id!] },
      ...(index !== undefined && { index }),
    };
    open.set(visit.id, visit);
    visitOf.set(event.id!, visit.id);
    if (!totals.has(name)) totals.set(name, { name, type, visits: 0, failed: 0, retries: 0, seconds: 0 });
    return [{ type: "entered", visit, at }];
  }

  function close(visit: StateVisit & { events: number[] }, at: number): void {
    open.delete(visit.id);
    for (const id of visit.events) visitOf.delete(id);
    const total = totals.get(visit.name)!;
    total.visits++;
    total.seconds += (at - visit.since) / 1000;
    total.retries += Math.max(0, visit.attempts - 1);
    if (visit.error !== undefined) total.failed++;
    if (visit.job !== undefined) total.job = visit.job;
  }

  return {
    take(event) {
      const at = event.timestamp?.getTime() ?? 0;
      const kind = event.type ?? "";
      if (ENTERED.test(kind)) return enter(event, at);
      const end = EXECUTION_END.exec(kind)?.[1];
      if (end !== undefined) {
        for (const visit of open.values()) close(visit, at);
        return [endOf(event, end, at)];
      }
      if (kind === "MapIterationStarted") {
        iterations.set(event.id!, event.mapIterationStartedEventDetails?.index ?? 0);
        return [];
      }
      const before = open.get(visitOf.get(event.previousEventId ?? 0) ?? 0);
      const visit = belongs(event, before) ? before : containerOf(kind, event, open, iterations);
      if (!visit) return [];
      visit.events.push(event.id!);
      visitOf.set(event.id!, visit.id);
      if (EXITED.test(kind)) {
        const wasCaught = visit.error !== undefined;
        close(visit, at);
        if (visit.index !== undefined) iterations.set(event.id!, visit.index);
        return [{ type: wasCaught ? "caught" : "exited", visit, at }];
      }
      return changesIn(visit, event, at);
    },
    running: () => [...open.values()],
    totals: () => [...totals.values()],
  };
}

/** Whether an event is of the visit that the event before it was of: a Parallel is also failed and left behind its branches' states. */
function belongs(event: HistoryEvent, visit: StateVisit | undefined): boolean {
  if (visit === undefined) return false;
  const type = CONTAINER_FAILED.exec(event.type ?? "")?.[1];
  return type === undefined ? (event.stateExitedEventDetails?.name ?? visit.name) === visit.name : visit.type === type;
}

/**
 * The Parallel or Map state that fails or is left behind the last event of a branch. Of several that are open, the one that
 * was entered last fails first.
 */
function containerOf<Visit extends StateVisit>(
  kind: string,
  event: HistoryEvent,
  open: Map<number, Visit>,
  iterations: Map<number, number>,
): Visit | undefined {
  const type = CONTAINER_FAILED.exec(kind)?.[1];
  if (type !== undefined) return [...open.values()].findLast((visit) => visit.type === type);
  if (!EXITED.test(kind)) return undefined;
  const named = [...open.values()].filter((visit) => visit.name === event.stateExitedEventDetails?.name);
  const index = iterations.get(event.previousEventId ?? 0);
  return named.find((visit) => visit.index === index) ?? named[0];
}

/** What an event within a state changes. */
function changesIn(visit: StateVisit, event: HistoryEvent, at: number): StateChange[] {
  const kind = event.type ?? "";
  const failed = FAILED.test(kind) ? failureOf(event) : undefined;
  if (failed) {
    visit.error = failed.error;
    visit.cause = failed.cause;
    return [{ type: "failed", visit, at, ...failed }];
  }
  if (kind === "TaskScheduled" || kind === "LambdaFunctionScheduled" || kind === "ActivityScheduled") {
    const { resourceType, resource, parameters } = event.taskScheduledEventDetails ?? {};
    if (resourceType !== undefined) visit.api = `${resourceType}:${resource}`;
    const job = jobIn(parameters) ?? event.lambdaFunctionScheduledEventDetails?.resource;
    return scheduled(visit, job, at);
  }
  if (kind === "TaskSubmitted") {
    const job = executionIn(event.taskSubmittedEventDetails?.output);
    return job === undefined ? [] : named(visit, job, at);
  }
  if (kind === "MapRunStarted") {
    const arn = event.mapRunStartedEventDetails?.mapRunArn;
    if (arn !== undefined) visit.mapRunArn = arn;
  }
  if (kind === "TaskSucceeded" || kind === "LambdaFunctionSucceeded") {
    delete visit.error;
    delete visit.cause;
  }
  return [];
}

function scheduled(visit: StateVisit, job: string | undefined, at: number): StateChange[] {
  visit.attempts++;
  const retried: StateChange[] = visit.attempts > 1 ? [{ type: "retried", visit, at }] : [];
  delete visit.error;
  delete visit.cause;
  return [...retried, ...(job === undefined ? [] : named(visit, job, at))];
}

function named(visit: StateVisit, job: string, at: number): StateChange[] {
  visit.job = job;
  return [{ type: "job", visit, at }];
}

/** Names in a request of what it makes: https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_Operations.html */
const NAMES =
  /^(Training|Processing|Transform|HyperParameterTuning|Labeling)JobName$|^(FunctionName|EndpointName|ModelName)$/;

function jobIn(parameters: string | undefined): string | undefined {
  const found = Object.entries(objectIn(parameters)).find(([key]) => NAMES.test(key));
  return typeof found?.[1] === "string" ? found[1] : undefined;
}

/** A nested execution's ARN is in the answer to its start. */
function executionIn(output: string | undefined): string | undefined {
  const arn = objectIn(output)["ExecutionArn"];
  return typeof arn === "string" ? arn : undefined;
}

function objectIn(text = "{}"): Record<string, unknown> {
  try {
    return Object(JSON.parse(text)) as Record<string, unknown>;
  } catch {
    // Histories cut long data off.
    return {};
  }
}

/** Each kind of event has its own member for the details. */
function failureOf(event: HistoryEvent): { error: string; cause: string } {
  const details = Object.entries(event).find(([key]) => key.endsWith("EventDetails"))?.[1] as
    { error?: string; cause?: string } | undefined;
  const isTimeout = /TimedOut$/.test(event.type ?? "");
  return { error: details?.error ?? (isTimeout ? "States.Timeout" : "States.TaskFailed"), cause: details?.cause ?? "" };
}

const STATUS = { Succeeded: "SUCCEEDED", Failed: "FAILED", TimedOut: "TIMED_OUT", Aborted: "ABORTED" } as const;

function endOf(event: HistoryEvent, end: string, at: number): StateChange {
  const details =
    event.executionFailedEventDetails ??
    event.executionTimedOutEventDetails ??
    event.executionAbortedEventDetails ??
    {};
  return {
    type: "ended",
    status: STATUS[end as keyof typeof STATUS],
    at,
    ...(details.error !== undefined && { error: details.error }),
    ...(details.cause !== undefined && { cause: details.cause }),
  };
}
