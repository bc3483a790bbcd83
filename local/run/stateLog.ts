/** Keeps account of an execution's states: how long each took and how it ended. */
import type { Execution, StateEvent } from "../interpreter";
import type { RunStatus, StateResult } from "../runResult";

/** A state that failed, with the last lines that its job or function wrote. */
export interface FailedState {
  name: string;
  error: string;
  cause: string;
  log: string[];
}

/** The account of one execution. */
export interface StateLog {
  onEvent(event: StateEvent): void;
  onJob(state: string, job: string): void;
  onLine(state: string, line: string): void;
  /** Visits of states in the order in which they were entered. */
  results(execution: Execution): StateResult[];
  /** The state whose error ended the execution. */
  failure(execution: Execution): FailedState | undefined;
}

const LOG_LINES = 40;

interface Visit extends StateResult {
  entered: number;
  isOpen: boolean;
}

/** An empty account. */
export function stateLog(): StateLog {
  const visits: Visit[] = [];
  const openVisits = new Map<string, Visit>();
  const jobs = new Map<string, string>();
  const lines = new Map<string, string[]>();
  const failures: FailedState[] = [];

  function close(key: string, visit: Visit): void {
    visit.seconds = (performance.now() - visit.entered) / 1000;
    visit.isOpen = false;
    openVisits.delete(key);
  }

  return {
    onEvent({ type, state, index, error = "", cause = "" }) {
      const key = `${state} ${index ?? ""}`;
      if (type === "entered") {
        const visit: Visit = { name: state, status: "SUCCEEDED", seconds: 0, entered: performance.now(), isOpen: true };
        visits.push(visit);
        openVisits.set(key, visit);
        return;
      }
      const visit = openVisits.get(key);
      if (!visit) return;
      if (type === "failed") {
        visit.status = "FAILED";
        visit.seconds = (performance.now() - visit.entered) / 1000;
        failures.push({ name: state, error, cause, log: lines.get(state) ?? [] });
      }
      if (type === "retried") {
        visit.status = "SUCCEEDED";
        lines.delete(state);
      }
      if (type === "caught") visit.status = "CAUGHT";
      if (type === "exited") close(key, visit);
    },
    onJob: (state, job) => jobs.set(state, job),
    onLine(state, line) {
      const known = lines.get(state) ?? [];
      lines.set(state, [...known.slice(1 - LOG_LINES), line]);
    },
    results({ status }) {
      for (const [key, visit] of openVisits) {
        if (visit.status === "FAILED") continue;
        // In an execution that succeeded, only the package's report of the state's end came too late to be heard.
        visit.status = status === "SUCCEEDED" ? "SUCCEEDED" : "ABORTED";
        close(key, visit);
      }
      return visits.map(({ name, status: ended, seconds }) => {
        const job = jobs.get(name);
        return { name, status: ended, seconds, ...(job !== undefined && { job }) };
      });
    },
    failure({ error, cause }) {
      // A Fail state passes on what a task failed with: the task is what the user wants to know of.
      return failures.find((failed) => failed.error === error && failed.cause === cause) ?? failures.at(-1);
    },
  };
}

/** Step Functions' words for an execution's end, as far as a run's report tells them apart. */
export function runStatus({ status }: Execution): RunStatus {
  return status === "TIMED_OUT" ? "FAILED" : status;
}
