/** The command line of `mlpipe graph`. */
import { type Command, Option } from "commander";
import type { GraphCommandOptions } from "../graph";
import { FILE_ARGUMENT } from "./options";

const HELP = `
Draws a definition, right or wrong: a target that does not exist and a state that nothing leads to are dashed.

Examples:
  $ mlpipe graph pipeline.asl.json                        a Mermaid flowchart, which GitHub renders in a mermaid block
  $ mlpipe graph pipeline.asl.json --svg pipeline.svg     a picture for light and dark pages, without references outside
  $ mlpipe graph pipeline.yaml --svg - | gzip > p.svgz    the picture on standard output

Exit codes:
  0    it is drawn
  1    it cannot be drawn: the message says why
  2    wrong usage, or a file that is not there, is neither JSON nor YAML, or holds no definition
`;

/** Adds `graph` to the program. */
export function addGraphCommand(program: Command): void {
  program
    .command("graph")
    .description("draw a definition as a Mermaid flowchart or an SVG picture")
    .argument("<file>", FILE_ARGUMENT)
    .addOption(new Option("--svg <out.svg>", "write an SVG picture into this file; - for standard output"))
    .addOption(new Option("--mermaid", "print a Mermaid flowchart (default)").conflicts("svg"))
    .addHelpText("after", HELP)
    .action(async (file: string, options: GraphCommandOptions) => {
      const { graphCommand } = await import("../graph.js");
      process.exitCode = await graphCommand(file, options);
    });
}
