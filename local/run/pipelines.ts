/** Finds in an evaluated program what a pipeline is made of. */
import type { EvaluatedProgram } from "../program";
import { UserError } from "../userError";
import { machineOf, type LocalMachine } from "./machines";
import { rolesOf } from "./roles";

/** A pipeline that can be run. */
export interface LocalPipeline {
  name: string;
  machine: LocalMachine;
  /** Roles that an execution can come to use: the machine's, the jobs' and models', the functions'. */
  roleArns: string[];
  bucket: string;
  /** S3 prefixes, where the pipeline has such. */
  models?: string;
  predictions?: string;
}

/** What the program exports for each pipeline (index.ts). */
interface PipelineOutput {
  stateMachineArn: string;
  bucket: string;
  models?: string;
  predictions?: string;
}

/** The pipelines that the program exports, by name. */
export function pipelineOutputs({ outputs, stack }: EvaluatedProgram): Record<string, PipelineOutput> {
  const pipelines = outputs["pipelines"];
  if (typeof pipelines === "object" && pipelines !== null) return pipelines as Record<string, PipelineOutput>;
  throw new UserError(
    `The program exports no pipelines for the stack "${stack}".`,
    "Export `pipelines` from index.ts: an object of { stateMachineArn, bucket, models?, predictions? } by name.",
  );
}

/** One pipeline of the program. */
export function pipelineOf(program: EvaluatedProgram, name: string): LocalPipeline {
  const output = pipelineOutputs(program)[name];
  const machine = output && machineOf(program.resources, output.stateMachineArn);
  if (!output || !machine) {
    throw new UserError(
      `The program registers no state machine ${output?.stateMachineArn} for the pipeline "${name}".`,
      "Export the ARN of the pipeline's state machine from index.ts.",
    );
  }
  const { bucket, models, predictions } = output;
  return {
    ...{ name, machine, roleArns: rolesOf(machine, program.resources) },
    bucket,
    ...(models !== undefined && { models }),
    ...(predictions !== undefined && { predictions }),
  };
}
