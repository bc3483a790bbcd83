/** How each state of an execution stands or ended, for its picture. Pure. */
import type { HistoryEvent } from "@aws-sdk/client-sfn";
import type { DrawnStatus } from "../../asl/draw/drawnStatus";
import { historyStates, type StateChange, type StateVisit } from "./historyStates";

/** Of several visits (a Map's iterations, a loop's rounds) the first of these that any has is the state's. */
const FOREMOST: readonly DrawnStatus[] = ["RUNNING", "FAILED", "CAUGHT", "ABORTED", "SUCCEEDED"];

/** The account of an execution's states. */
export interface StateStatuses {
  /** Takes the next event, in the order of their ids. */
  take(event: HistoryEvent): void;
  /** By state name; a state that was not reached has none. */
  statuses(): Record<string, DrawnStatus>;
}

/**
 * An empty account.
 *
 * A state that failed inside a Parallel whose Catch took the error stays failed; the Parallel is caught. Where the execution
 * ended while a state was at work, the state is aborted, unless it was what failed.
 */
export function stateStatuses(): StateStatuses {
  const history = historyStates();
  const open = new Map<number, { visit: StateVisit; status: DrawnStatus }>();
  const ended = new Map<string, DrawnStatus>();

  function close(visit: StateVisit, status: DrawnStatus): void {
    open.delete(visit.id);
    ended.set(visit.name, foremost([ended.get(visit.name), status]));
  }

  function apply(change: StateChange): void {
    switch (change.type) {
      case "entered":
        // A Fail state is never left.
        open.set(change.visit.id, {
          visit: change.visit,
          status: change.visit.type === "Fail" ? "FAILED" : "RUNNING",
        });
        return;
      case "retried":
        open.set(change.visit.id, { visit: change.visit, status: "RUNNING" });
        return;
      case "failed":
        open.set(change.visit.id, { visit: change.visit, status: "FAILED" });
        return;
      case "caught": {
        close(change.visit, "CAUGHT");
        return;
      }
      case "exited": {
        close(change.visit, "SUCCEEDED");
        return;
      }
      case "job":
        return;
      case "ended": {
        const cut = change.status === "TIMED_OUT" ? "FAILED" : "ABORTED";
        for (const { visit, status } of [...open.values()]) close(visit, status === "RUNNING" ? cut : status);
      }
    }
  }

  return {
    take: (event) => history.take(event).forEach(apply),
    statuses() {
      const found = new Map(ended);
      for (const { visit, status } of open.values()) found.set(visit.name, foremost([found.get(visit.name), status]));
      return Object.fromEntries(found);
    },
  };
}

function foremost(statuses: (DrawnStatus | undefined)[]): DrawnStatus {
  return FOREMOST.find((status) => statuses.includes(status))!;
}
