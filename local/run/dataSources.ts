/** Where pipelines take their data from, and whether a run on this machine can give it to them. */
import { parseS3Uri } from "../../iam/arn";
import type { EvaluatedProgram } from "../program";
import { UserError } from "../userError";
import { DATA_BUCKET, dataUri, type DataFile } from "./inputs";
import type { LocalPipeline } from "./pipelines";

/**
 * Asked once the program is known to be right, so that this hides no other mistake in it.
 *
 * @throws {UserError} when a function of a pipeline takes its data from a bucket that the program does not make, which is
 * out of reach here
 */
export function refuseRemoteData({ resources }: EvaluatedProgram, pipelines: readonly LocalPipeline[]): void {
  const made = resources.filter(({ type }) => type === "aws:s3/bucket:Bucket").map(({ state }) => state["bucket"]);
  for (const { name, functions } of pipelines) {
    for (const { variables } of functions) {
      const source = variables["DATA_SOURCE"];
      const bucket = source === undefined ? undefined : parseS3Uri(source)?.bucket;
      if (bucket === undefined || bucket === DATA_BUCKET || made.includes(bucket)) continue;
      throw new UserError(
        `The pipeline "${name}" reads ${JSON.stringify(source)}, which a run on this machine cannot reach.`,
        "Give it the data as a file with --data FILE.csv.",
      );
    }
  }
}

/**
 * @param data the user's file
 * @throws {UserError} for a pipeline that does not read it: its program does not take `dataSource` from the configuration
 */
export function refuseUnreadData(
  { project, stack }: EvaluatedProgram,
  pipelines: readonly LocalPipeline[],
  data: DataFile,
): void {
  const uri = dataUri(data);
  for (const { name, machine, functions } of pipelines) {
    const places = [machine.definition, ...functions.map(({ variables }) => variables)];
    if (JSON.stringify(places).includes(uri)) continue;
    throw new UserError(
      `The pipeline "${name}" does not read the file of --data: the program does not take its dataSource from the config.`,
      `Set ${project}:pipelines: { ${name}: { dataSource: "s3://BUCKET/KEY.csv" } } in Pulumi.${stack}.yaml, and give that to ` +
        `the pipeline: new pulumi.Config().requireObject("pipelines")["${name}"].dataSource. Or leave it out with --pipeline.`,
    );
  }
}
