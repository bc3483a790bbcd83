/** `mlpipe lineage`: walks back from a model to the data that it was trained on. */
import { mayColour, painter } from "../../local/progress";
import type { ConnectionOptions } from "../aws/connection";
import { EXIT } from "../exitCodes";
import { findRecord, type FoundRecord } from "./findRecord";

/** The command's options, as the command line has them. */
export interface LineageCommandOptions extends ConnectionOptions {
  json?: boolean;
}

/** A step of the walk: what it is, and what is known of it. */
type Step = [what: string, facts: (string | undefined)[]];

/** @returns the exit code */
export async function lineageCommand(model: string, options: LineageCommandOptions): Promise<number> {
  const found = await findRecord(model, options);
  process.stdout.write(options.json === true ? `${JSON.stringify(found)}\n` : `${told(found)}\n`);
  return EXIT.done;
}

/** From the model down to its data, a line for each thing that is known. */
function told(found: FoundRecord): string {
  const paint = painter(mayColour(process.stdout));
  const lines = stepsOf(found).flatMap(([what, facts], index) => {
    const indent = index === 0 ? "" : `${"  ".repeat(index - 1)}└ `;
    const [first = "", ...rest] = facts.filter((fact) => fact !== undefined);
    const below = `${"  ".repeat(index)}  `;
    return [`${indent}${paint("bold", what)} ${first}`, ...rest.map((fact) => `${below}${paint("dim", fact)}`)];
  });
  return [...lines, "", paint("dim", `Record: ${found.from}`)].join("\n");
}

function stepsOf({ record, package: registered }: FoundRecord): Step[] {
  const { Execution, Data, Code, Images, Parameters, Metrics } = record;
  const { Source } = Data;
  const size = Data.Rows === undefined ? undefined : `${Data.Rows} rows x ${Data.Columns ?? "?"} columns`;
  return [
    ...(registered
      ? ([["model package", [registered.arn, registered.approval, registered.created]]] satisfies Step[])
      : record.ModelPackage === undefined
        ? []
        : ([["model package", [record.ModelPackage]]] satisfies Step[])),
    ["artifact", [record.Artifact, `metrics ${named(Metrics)}`]],
    [
      "training job",
      [
        record.TrainingJobName,
        record.Partition && `partition ${record.Partition}`,
        record.Features && `features ${record.Features}`,
        `parameters ${named(Parameters)}`,
      ],
    ],
    ["execution", [Execution.Arn, `started ${Execution.StartTime}`, `code ${Code.Digest}`, `images ${named(Images)}`]],
    ["data", [Data.Snapshot, size, `sha256 ${Data.Digest}`]],
    ["source", [Source.Uri, Source.VersionId && `version ${Source.VersionId}`, Source.ETag && `etag ${Source.ETag}`]],
  ];
}

function named(values: Record<string, string>): string {
  return Object.entries(values)
    .map(([name, value]) => `${name}=${value}`)
    .join(" ");
}
