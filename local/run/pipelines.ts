/** Finds in an evaluated program which pipelines there are, and what each is made of. */
import type { LocalFunction } from "../lambda/functions";
import type { EvaluatedProgram } from "../program";
import { UserError } from "../userError";
import { machineOf, machinesOf, type LocalMachine } from "./machines";
import { usedBy } from "./usedBy";

/** A pipeline that can be run. */
export interface LocalPipeline {
  name: string;
  machine: LocalMachine;
  /** Roles that an execution can come to use: the machine's, the jobs' and models', the functions'. */
  roleArns: string[];
  /** Functions that an execution can come to invoke. */
  functions: LocalFunction[];
  /** Name of its data bucket, where it has one. */
  bucket?: string;
  /** S3 prefixes, where the pipeline has such. */
  models?: string;
  predictions?: string;
}

/** What a program exports for each pipeline. */
interface PipelineOutput {
  stateMachineArn: string;
  bucket?: string;
  models?: string;
  predictions?: string;
}

/** How a program says what its pipelines are. */
const EXPORT = "export const pipelines = { NAME: { stateMachineArn, bucket?, models?, predictions? } }";

/**
 * The pipelines of a program that were asked for, or all: what it exports as `pipelines`, or else each of its state machines
 * by its logical name.
 *
 * @throws {UserError} when there are none, for a name that is not there, and for an export that is no pipeline
 */
export function pipelinesOf(program: EvaluatedProgram, asked: readonly string[] = []): LocalPipeline[] {
  const outputs = exportedPipelines(program) ?? stateMachines(program);
  const names = Object.keys(outputs);
  if (names.length === 0) {
    throw new UserError(
      `The stack "${program.stack}" has no pipelines.`,
      `Add one to Pulumi.${program.stack}.yaml, or to the program: ${EXPORT}.`,
    );
  }
  const unknown = asked.find((name) => !names.includes(name));
  if (unknown !== undefined) {
    throw new UserError(
      `The stack "${program.stack}" has no pipeline "${unknown}".`,
      `Pipelines: ${names.join(", ")}.`,
    );
  }
  const chosen = asked.length === 0 ? names : [...new Set(asked)];
  return chosen.map((name) => pipelineOf(program, name, outputs[name]));
}

/** What a user should know of pipelines that the program does not export; undefined when it does. */
export function exportAdvice(program: EvaluatedProgram): string | undefined {
  if (exportedPipelines(program)) return undefined;
  return `The program exports no pipelines, so each of its state machines is one. To keep and read back data: ${EXPORT}`;
}

function exportedPipelines({ outputs }: EvaluatedProgram): Record<string, unknown> | undefined {
  const { pipelines } = outputs;
  if (pipelines === undefined) return undefined;
  if (typeof pipelines === "object" && pipelines !== null && !Array.isArray(pipelines)) {
    return pipelines as Record<string, unknown>;
  }
  throw new UserError("The program's export `pipelines` is no object of pipelines by name.", `Write ${EXPORT}.`);
}

/** Every state machine by its logical name, by its physical one where several share that. */
function stateMachines({ resources }: EvaluatedProgram): Record<string, PipelineOutput> {
  const machines = machinesOf(resources);
  return Object.fromEntries(
    machines.map(({ name: logicalName, state }) => {
      const isShared = machines.filter(({ name }) => name === logicalName).length > 1;
      return [isShared ? String(state["name"]) : logicalName, { stateMachineArn: String(state["arn"]) }];
    }),
  );
}

function pipelineOf({ resources }: EvaluatedProgram, name: string, output: unknown): LocalPipeline {
  const { stateMachineArn, ...places } = readOutput(name, output);
  const machine = machineOf(resources, stateMachineArn);
  if (!machine) {
    throw new UserError(
      `The program registers no state machine ${stateMachineArn} for the pipeline "${name}".`,
      "Export the ARN of the pipeline's state machine.",
    );
  }
  return { name, machine, ...usedBy(machine, resources), ...places };
}

function readOutput(name: string, output: unknown): PipelineOutput {
  const given = Object(output) as Record<keyof PipelineOutput, unknown>;
  const texts = (["stateMachineArn", "bucket", "models", "predictions"] as const)
    .map((member) => [member, given[member]] as const)
    .filter(([, value]) => value !== undefined);
  const wrong = texts.find(([, value]) => typeof value !== "string");
  if (given.stateMachineArn === undefined || wrong) {
    const what = wrong ? `a ${wrong[0]} that is no text` : "no stateMachineArn";
    throw new UserError(`The program's export pipelines.${name} has ${what}.`, `Write ${EXPORT}.`);
  }
  return Object.fromEntries(texts) as unknown as PipelineOutput;
}
