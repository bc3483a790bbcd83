/** The command line of `mlpipe lineage`. */
import type { Command } from "commander";
import type { LineageCommandOptions } from "../lineage/lineage";

const HELP = `
Walks back from a model to what it was made of: the artifact and its metrics, the training job and its parameters, the
execution with its code and images, the snapshot of the data, and where that came from. A ProductionTrainingPipeline keeps a
record of each execution in its bucket and names it in the model package's metadata.

Examples:
  $ mlpipe lineage arn:aws:sagemaker:eu-west-1:123456789012:model-package/churn/7
  $ mlpipe lineage churn-prod-model-1a2b3c4d5e6f              a model as SageMaker has it
  $ mlpipe lineage s3://churn-data/models/…/output/model.tar.gz
  $ mlpipe lineage kept/                                      what mlpipe local --keep kept/ left
  $ mlpipe lineage arn:… --json | jq .record.Data

With --json, one object on standard output: {"record": {…}, "from": "s3://…", "package": {"arn", "approval", …}}

Exit codes:
  0    found
  2    wrong usage, no such model, no record of it, or AWS refused
`;

/** Adds `lineage` to the program. */
export function addLineageCommand(program: Command): void {
  program
    .command("lineage")
    .description("walk back from a model to its data")
    .argument(
      "<model>",
      "a model package's ARN, a model's name, the S3 URI of an artifact or a record, a file or folder",
    )
    .option("--json", "print one JSON object")
    .option("--profile <name>", "a profile of the AWS CLI's")
    .option("--region <code>", "the AWS region (default: the ARN's, AWS_REGION, or the profile's)")
    .addHelpText("after", HELP)
    .action(async (model: string, options: LineageCommandOptions) => {
      const { lineageCommand } = await import("../lineage/lineage.js");
      process.exitCode = await lineageCommand(model, options);
    });
}
