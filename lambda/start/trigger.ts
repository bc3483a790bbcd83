import * as v from "valibot";
import { namedError } from "../shared/namedError";

/** What the first kilobyte of an object is held to. */
const FORMATS = ["csv", "json", "jsonl", "parquet"] as const;
export type Format = (typeof FORMATS)[number];

const object = v.strictObject({
  /** A larger object is refused. */
  MaxSizeInBytes: v.number(),
  Format: v.optional(v.picklist(FORMATS)),
});

const trigger = v.strictObject({
  /** Its name among the triggers of the state machine; executions that it starts are called `<Name>-<hash>`. */
  Name: v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{1,40}$/)),
  /** What tells one event of this trigger from another. */
  Identity: v.picklist(["object", "schedule", "event"]),
  /** What the execution's input is made of. */
  Input: v.unknown(),
  /** How an object is checked before anything is started for it. */
  Object: v.optional(object),
});

const schema = v.object({ Trigger: trigger, Event: v.record(v.string(), v.unknown()) });

/** How an object is checked. */
export type ObjectCheck = v.InferOutput<typeof object>;

/** What a rule or schedule sends: itself, and what happened. */
export type TriggerEvent = v.InferOutput<typeof schema>;

/** @throws `ConfigurationError` for what no trigger sends */
export function parseTriggerEvent(event: unknown): TriggerEvent {
  const parsed = v.safeParse(schema, event);
  if (parsed.success) return parsed.output;
  const problems = parsed.issues.map((issue) => `${v.getDotPath(issue) ?? "the event"}: ${issue.message}`);
  throw namedError("ConfigurationError", ["The event is not that of a trigger.", ...problems].join("\n"));
}
