import { createHash } from "node:crypto";
import { namedError } from "../shared/namedError";
import { valueAt } from "./eventPath";
import type { TriggerEvent } from "./trigger";

/**
 * What tells one event from another, by kind: a name and the paths that make it up. EventBridge delivers an event at least
 * once, so it may come twice; and an object that is written again with the same content is no new data.
 *
 * Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html (the version's id is there where the bucket
 * keeps versions), https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-schedule-context-attributes.html
 */
const IDENTITIES = {
  schedule: ["Schedule", "Time"],
  event: ["id"],
} as const;

const OBJECT = ["detail.bucket.name", "detail.object.key", "detail.object.size"] as const;

/**
 * The name of the execution that an event starts: the same for the same event, so that Step Functions refuses the second.
 * It keeps names for 90 days: https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html
 *
 * @throws `ConfigurationError` when the event lacks what tells it from others
 */
export function executionName({ Trigger, Event }: TriggerEvent): string {
  return nameOf(Trigger.Name, identityOf(Trigger.Identity, Event));
}

/** `<trigger>-<32 hexadecimal digits>`, within the 80 characters that a name has. */
export function nameOf(trigger: string, identity: readonly unknown[]): string {
  const digest = createHash("sha256").update(JSON.stringify([trigger, ...identity]));
  return `${trigger}-${digest.digest("hex").slice(0, 32)}`;
}

function identityOf(kind: TriggerEvent["Trigger"]["Identity"], event: Record<string, unknown>): unknown[] {
  const version = valueAt(event, "detail.object.version-id") === undefined ? "etag" : "version-id";
  const paths = kind === "object" ? [...OBJECT, `detail.object.${version}`] : IDENTITIES[kind];
  const values = paths.map((path) => valueAt(event, path));
  const missing = paths.filter((_path, index) => values[index] === undefined);
  if (missing.length === 0) return values;
  throw namedError(
    "ConfigurationError",
    `The event cannot be told from others: it has nothing at ${missing.join(", ")}.`,
  );
}
