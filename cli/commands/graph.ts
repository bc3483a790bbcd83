/** The command line of `mlpipe graph`. */
import { type Command, Option } from "commander";
import type { GraphCommandOptions } from "../graph";
import { FILE_ARGUMENT } from "./options";

const HELP = `
Draws a definition, right or wrong: a target that does not exist and a state that nothing leads to are dashed.

With --execution, states show what became of them: succeeded, failed, caught (failed with an error that a Catch took), aborted,
running, or not reached; in colours, and in signs or words. Of a state that was executed more than once, that one shows first
that is running, else that failed. The items of a Distributed Map are executions of their own. Without a file, the
definition is the one that the execution was started with.

Examples:
  $ mlpipe graph pipeline.asl.json                        a Mermaid flowchart, which GitHub renders in a mermaid block
  $ mlpipe graph pipeline.asl.json --svg pipeline.svg     a picture for light and dark pages, without references outside
  $ mlpipe graph pipeline.yaml --svg - | gzip > p.svgz    the picture on standard output
  $ mlpipe graph --execution churn --svg churn.svg        what became of the pipeline's latest execution

Exit codes:
  0    it is drawn
  1    it cannot be drawn: the message says why
  2    wrong usage, or a file that is not there, is neither JSON nor YAML, or holds no definition; no
       such execution, or AWS refused
`;

/** Adds `graph` to the program. */
export function addGraphCommand(program: Command): void {
  program
    .command("graph")
    .description("draw a definition as a Mermaid flowchart or an SVG picture")
    .argument("[file]", `${FILE_ARGUMENT} (default: the execution's)`)
    .addOption(new Option("--svg <out.svg>", "write an SVG picture into this file; - for standard output"))
    .addOption(new Option("--mermaid", "print a Mermaid flowchart (default)").conflicts("svg"))
    .option("--execution <execution>", "colour the states: an execution's ARN; or a pipeline, for its latest execution")
    .option("--stack <name>", "the stack, where several have the pipeline")
    .option("--profile <name>", "a profile of the AWS CLI's (default: AWS_PROFILE)")
    .option("--region <code>", "the AWS region (default: the ARN's, AWS_REGION, or the profile's)")
    .addHelpText("after", HELP)
    .action(async (file: string | undefined, options: GraphCommandOptions) => {
      const { graphCommand } = await import("../graph.js");
      process.exitCode = await graphCommand(file, options);
    });
}
