/** The record that a production pipeline leaves of each execution: `lineage/<run>.json` in its bucket. */
import * as v from "valibot";

const text = v.string("text");
const texts = v.record(v.string(), text, "texts by name");

const schema = v.looseObject(
  {
    Version: v.literal(1, "1"),
    Execution: v.looseObject({ Arn: text, Name: text, StartTime: text, StateMachine: v.optional(text) }),
    Input: v.optional(v.unknown()),
    Data: v.looseObject({
      Source: v.looseObject({ Uri: text, VersionId: v.optional(text), ETag: v.optional(text) }),
      Snapshot: text,
      Digest: text,
      Rows: v.optional(v.number("a number")),
      Columns: v.optional(v.number("a number")),
    }),
    Code: v.looseObject({ Digest: text }),
    Images: texts,
    Parameters: texts,
    Candidate: v.optional(text),
    Features: v.optional(text),
    TrainingJobName: text,
    Metrics: texts,
    Artifact: text,
    ModelPackage: v.optional(text),
    Partition: v.optional(text),
  },
  "a lineage record",
);

/** What is known of a model: the execution that made it, its data, code, parameters and metrics. */
export type LineageRecord = v.InferOutput<typeof schema>;

/** What is wrong with a record: where, what is there, what is allowed. */
export interface RecordProblem {
  path: string;
  message: string;
}

/** Reads a record's text. @returns its problems when it is not one */
export function readRecord(content: string): { record: LineageRecord } | { problems: RecordProblem[] } {
  let parsed: unknown;
  try {
    parsed = JSON.parse(content);
  } catch (error) {
    return { problems: [{ path: "", message: `is no JSON: ${(error as Error).message}` }] };
  }
  const result = v.safeParse(schema, parsed);
  if (result.success) return { record: result.output };
  return {
    problems: result.issues.map(({ path, input, message }) => ({
      path: path?.map(({ key }) => String(key)).join(".") ?? "",
      message: `${input === undefined ? "is missing" : `was ${JSON.stringify(input).slice(0, 80)}`}; expected ${message}`,
    })),
  };
}
