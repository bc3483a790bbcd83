/** ResultWriter: https://docs.aws.amazon.com/step-functions/latest/dg/input-output-resultwriter.html */
import type { Json, JsonObject } from "../../../asl/definition";
import { PATH_FAILURE } from "../dataFlow/jsonPath";
import { StateFailure } from "../failures";
import { isObject } from "../json";
import { checkStopped } from "../lifetime";
import { type Preparation, prepareValue } from "../preparation";
import type { Services } from "../services";
import { viewOf, type Visit } from "../visit";
import { type ChildExecution, describeChild } from "./childExecution";
import type { MapRunNames } from "./mapRunNames";

/** Makes the state's result of the child executions' results. */
export type ResultWriter = (visit: Visit, input: Json, names: MapRunNames, children: ChildExecution[]) => Promise<Json>;

type Transformation = "NONE" | "COMPACT" | "FLATTEN";

/** Prepares the results: a list of outputs without a ResultWriter, files in S3 with one that has a Resource. */
export function prepareResultWriter(preparation: Preparation, writer: JsonObject = {}): ResultWriter {
  const config = isObject(writer["WriterConfig"]) ? writer["WriterConfig"] : {};
  const { OutputType = "JSON" } = config;
  const isExported = writer["Resource"] !== undefined;
  const transformation = (config["Transformation"] ?? (isExported ? "NONE" : "COMPACT")) as Transformation;
  if (!isExported) {
    return async (_visit, _input, names, children) => {
      const results = transform(children, names, transformation);
      return OutputType === "JSONL" ? asText(results, OutputType) : results;
    };
  }

  const s3 = preparation.available.services?.s3;
  if (!s3) preparation.refuse("ResultWriter", "there is no S3 to write to");
  const [field, value = {}] =
    preparation.language === "JSONata" ? ["Arguments", writer["Arguments"]] : ["Parameters", writer["Parameters"]];
  const parameters = prepareValue(preparation, `ResultWriter/${field}`, value, PATH_FAILURE);
  return async (visit, input, names, children) => {
    const { Bucket, Prefix = "" } = (await parameters(viewOf(visit, input))) as { Bucket: string; Prefix?: string };
    const folder = [...(Prefix === "" ? [] : [Prefix.replace(/\/$/, "")]), names.id].join("/");
    try {
      const Key = await exportResults(
        s3!,
        { Bucket, folder },
        names,
        children,
        { transformation, OutputType },
        visit.frame.signal,
      );
      return { MapRunArn: names.mapRunArn, ResultWriterDetails: { Bucket, Key } };
    } catch (error) {
      checkStopped(visit.frame.signal);
      throw new StateFailure("States.ResultWriterFailed", `Amazon S3: ${(error as Error).message}`);
    }
  };
}

/** @returns the key of the manifest */
async function exportResults(
  s3: Services["s3"],
  { Bucket, folder }: { Bucket: string; folder: string },
  names: MapRunNames,
  children: ChildExecution[],
  { transformation, OutputType }: { transformation: Transformation; OutputType: Json },
  signal: AbortSignal,
): Promise<string> {
  const extension = OutputType === "JSONL" ? "jsonl" : "json";
  const succeeded = children.filter(({ execution }) => execution.status === "SUCCEEDED");
  const failed = children.filter(({ execution }) => execution.status !== "SUCCEEDED");
  const groups = { FAILED: failed, PENDING: [], SUCCEEDED: succeeded };
  const files: JsonObject = {};
  for (const [status, group] of Object.entries(groups)) {
    if (group.length === 0) {
      files[status] = [];
      continue;
    }
    const [Key, Body] = [
      `${folder}/${status}_0.${extension}`,
      asText(transform(group, names, transformation), OutputType),
    ];
    await s3.putObject({ Bucket, Key, Body, ContentType: "application/json" }, signal);
    files[status] = [{ Key, Size: Buffer.byteLength(Body) }];
  }
  const manifest = { DestinationBucket: Bucket, MapRunArn: names.mapRunArn, ResultFiles: files };
  const Key = `${folder}/manifest.json`;
  await s3.putObject({ Bucket, Key, Body: JSON.stringify(manifest), ContentType: "application/json" }, signal);
  return Key;
}

/** What failed is described with its metadata, whatever is asked for. */
function transform(children: ChildExecution[], names: MapRunNames, transformation: Transformation): Json[] {
  return children.flatMap((child): Json[] => {
    const { status, output = null } = child.execution;
    if (status !== "SUCCEEDED" || transformation === "NONE") return [describeChild(child, names)];
    return transformation === "FLATTEN" && Array.isArray(output) ? output : [output];
  });
}

function asText(results: Json[], outputType: Json): string {
  return outputType === "JSONL" ? results.map((result) => JSON.stringify(result)).join("\n") : JSON.stringify(results);
}
