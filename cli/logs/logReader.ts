/** Reads what is added to the streams of a log group, each event once. */
import type { CloudWatchLogsClient, FilteredLogEvent } from "@aws-sdk/client-cloudwatch-logs";
import type { LogSource } from "./logSource";

/** The most streams that one request takes: https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_FilterLogEvents.html */
const MAX_STREAMS = 100;

/** Events may come in so much later than others that are as old. */
const LATE_MS = 60_000;

/** A reader that goes on where it ended. */
export interface LogReader {
  /** The events that were added since the last call, a page at a time; none where nothing has been written yet. */
  read(until: number | undefined, signal: AbortSignal): AsyncGenerator<FilteredLogEvent[]>;
}

/** @param from milliseconds since 1970; what is older is not read */
export function logReader(client: CloudWatchLogsClient, source: LogSource, from: number): LogReader {
  let newest = from;
  const seen = new Map<string, number>();

  async function streamNames(prefix: string, signal: AbortSignal): Promise<string[]> {
    const { paginateDescribeLogStreams } = await import("@aws-sdk/client-cloudwatch-logs");
    const names: string[] = [];
    const request = { logGroupName: source.group, logStreamNamePrefix: prefix };
    for await (const { logStreams = [] } of paginateDescribeLogStreams({ client }, request, { abortSignal: signal })) {
      names.push(...logStreams.flatMap(({ logStreamName }) => logStreamName ?? []));
    }
    return names;
  }

  function added(events: FilteredLogEvent[]): FilteredLogEvent[] {
    const news = events.filter(({ eventId = "" }) => !seen.has(eventId));
    for (const { eventId = "", timestamp = 0 } of news) seen.set(eventId, timestamp);
    return news;
  }

  return {
    async *read(until, signal) {
      const { paginateFilterLogEvents } = await import("@aws-sdk/client-cloudwatch-logs");
      const begin = Math.max(from, newest - LATE_MS);
      try {
        const names = source.streams === undefined ? [undefined] : batches(await streamNames(source.streams, signal));
        for (const logStreamNames of names) {
          const request = { logGroupName: source.group, logStreamNames, startTime: begin, endTime: until };
          for await (const { events = [] } of paginateFilterLogEvents({ client }, request, { abortSignal: signal })) {
            const news = added(events);
            newest = Math.max(newest, ...news.map(({ timestamp = 0 }) => timestamp));
            if (news.length > 0) yield news;
          }
        }
      } catch (error) {
        // The group, or a stream, is made with the first line.
        if ((error as Error).name !== "ResourceNotFoundException") throw error;
      }
      for (const [id, timestamp] of seen) if (timestamp < newest - LATE_MS) seen.delete(id);
    },
  };
}

function batches(names: string[]): string[][] {
  return Array.from({ length: Math.ceil(names.length / MAX_STREAMS) }, (_, index) =>
    names.slice(index * MAX_STREAMS, (index + 1) * MAX_STREAMS),
  );
}
