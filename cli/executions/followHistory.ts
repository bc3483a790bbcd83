/** Reads an execution's history as it grows, each event once. */
import type { HistoryEvent, SFNClient } from "@aws-sdk/client-sfn";

/** The most that the service gives at once. */
const PAGE = 1000;

/** A reader that goes on where it ended. */
export interface HistoryReader {
  /** The events that were added since the last call, in order; a page at a time, so that a long history is never held. */
  read(signal?: AbortSignal): AsyncGenerator<HistoryEvent[]>;
}

/**
 * A reader of an execution's history. The token of the last page is kept, so that later calls ask for that page again and not
 * for the whole; when it has expired, after 24 hours, the history is read anew and what was given is left out.
 *
 * Source: https://docs.aws.amazon.com/step-functions/latest/apireference/API_GetExecutionHistory.html
 *
 * @param withData whether events have the states' data: large, and needed to name jobs
 */
export function historyReader(client: SFNClient, executionArn: string, withData = true): HistoryReader {
  let page: string | undefined;
  let last = 0;

  return {
    async *read(signal) {
      const { GetExecutionHistoryCommand } = await import("@aws-sdk/client-sfn");
      for (;;) {
        const request = { executionArn, maxResults: PAGE, includeExecutionData: withData, nextToken: page };
        const answer = await client
          .send(new GetExecutionHistoryCommand(request), signal && { abortSignal: signal })
          .catch((error: unknown) => {
            if ((error as Error).name !== "InvalidToken" || page === undefined) throw error;
            page = undefined;
            return undefined;
          });
        if (answer === undefined) continue;
        const added = (answer.events ?? []).filter(({ id = 0 }) => id > last);
        last = added.at(-1)?.id ?? last;
        if (added.length > 0) yield added;
        if (answer.nextToken === undefined) return;
        page = answer.nextToken;
      }
    },
  };
}
