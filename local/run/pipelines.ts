/** Finds in an evaluated program what a pipeline is made of. */
import type { StateMachineDefinition } from "../../asl/definition";
import { walkStates } from "../../asl/walk";
import type { ExecutionService } from "../../iam/executionPermissions";
import { findFunction } from "../lambda/functions";
import type { EvaluatedProgram, RegisteredResource } from "../program";
import { UserError } from "../userError";

/** A pipeline that can be run. */
export interface LocalPipeline {
  name: string;
  stateMachine: { arn: string; name: string; roleArn: string };
  definition: StateMachineDefinition;
  /** What the state machine writes to beside its tasks. */
  services: ExecutionService[];
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
  const machine = program.resources.find(
    ({ type, state }) => type === "aws:sfn/stateMachine:StateMachine" && state["arn"] === output?.stateMachineArn,
  );
  if (!output || !machine) {
    throw new UserError(
      `The program registers no state machine ${output?.stateMachineArn} for the pipeline "${name}".`,
      "Export the ARN of the pipeline's state machine from index.ts.",
    );
  }
  const { state } = machine;
  const definition = JSON.parse(String(state["definition"])) as StateMachineDefinition;
  const roleArn = String(state["roleArn"]);
  const { bucket, models, predictions } = output;
  return {
    name,
    stateMachine: { arn: output.stateMachineArn, name: String(state["name"]), roleArn },
    definition,
    services: servicesOf(machine),
    roleArns: [...new Set([roleArn, ...rolesIn(definition, program.resources)])],
    bucket,
    ...(models !== undefined && { models }),
    ...(predictions !== undefined && { predictions }),
  };
}

function servicesOf({ state }: RegisteredResource): ExecutionService[] {
  const logging = state["loggingConfiguration"] as { level?: string } | undefined;
  const tracing = state["tracingConfiguration"] as { enabled?: boolean } | undefined;
  return [
    ...(logging?.level !== undefined && logging.level !== "OFF" ? (["logging"] as const) : []),
    ...(tracing?.enabled === true ? (["tracing"] as const) : []),
  ];
}

/** Roles that tasks hand over, and those of the functions that tasks invoke. */
function rolesIn(definition: StateMachineDefinition, resources: readonly RegisteredResource[]): string[] {
  return [...walkStates(definition)].flatMap(({ state }) => {
    if (state.Type !== "Task") return [];
    const { RoleArn, ExecutionRoleArn, FunctionName } = state.Parameters ?? {};
    const handler = typeof FunctionName === "string" ? findFunction(resources, FunctionName) : undefined;
    return [RoleArn, ExecutionRoleArn, handler?.roleArn].filter((role) => typeof role === "string");
  });
}
