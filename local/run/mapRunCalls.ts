/**
 * What Step Functions itself calls for a Distributed Map, with the state machine's role.
 *
 * https://docs.aws.amazon.com/step-functions/latest/dg/iam-policies-eg-dist-map.html
 */
import type { MapState, StateMachineDefinition } from "../../asl/definition";
import { walkStates } from "../../asl/walk";
import { objectArn } from "../../iam/arn";
import type { AwsCall } from "../../iam/document";
import { AccessDenied, type Authorizer } from "../authorizer";
import { TaskFailure } from "../interpreter/failures";
import type { MapRunNames } from "../interpreter/map/mapRunNames";
import type { LocalAccount } from "../tasks/scope";
import type { LocalMachine } from "./machines";

const SOURCE = "https://docs.aws.amazon.com/step-functions/latest/dg/iam-policies-eg-dist-map.html";

/**
 * Judges the calls with which a map run's child executions are started, followed, stopped and redriven. All of them are,
 * whatever becomes of the children: a role that lacks one of them fails on the day on which it is needed.
 *
 * @throws TaskFailure when the role may not make one of them
 */
export async function authorizeMapRun(
  { arn, name, roleArn, definition }: LocalMachine,
  state: string,
  run: MapRunNames,
  authorizer: Authorizer,
): Promise<void> {
  const executions = arn.replace(":stateMachine:", ":execution:");
  const calls: Omit<AwsCall, "source">[] = [
    { action: "states:StartExecution", resource: arn },
    { action: "states:DescribeExecution", resource: `${executions}:${run.id}` },
    { action: "states:StopExecution", resource: `${executions}:${run.id}` },
    // Express children that failed are started again.
    ...(isExpress(definition, state)
      ? []
      : [{ action: "states:RedriveExecution", resource: `${run.executionPrefix}:${run.id}` }]),
  ];
  try {
    for (const call of calls) await authorizer.authorize(roleArn, { ...call, source: SOURCE });
  } catch (error) {
    if (!(error instanceof AccessDenied)) throw error;
    throw new TaskFailure("States.Permissions", `The map run of ${name} could not be started: ${error.message}`);
  }
}

/**
 * Judges what S3 is asked beside PutObject when results are written in parts, as large ones are. Parts are not what a local
 * run writes, but the role that lacks this fails on the day on which results are large.
 *
 * @throws {AccessDenied} when the role may not make one of the calls
 */
export async function authorizeWriter(
  { Bucket, Key }: { Bucket: string; Key: string },
  roleArn: string,
  { authorizer, environment }: Pick<LocalAccount, "authorizer" | "environment">,
): Promise<void> {
  const resource = objectArn(environment, { bucket: Bucket, key: Key });
  for (const action of ["s3:GetObject", "s3:ListMultipartUploadParts", "s3:AbortMultipartUpload"]) {
    await authorizer.authorize(roleArn, { action, resource, source: SOURCE });
  }
}

function isExpress(definition: StateMachineDefinition, name: string): boolean {
  const found = [...walkStates(definition)].find((visited) => visited.name === name && visited.state.Type === "Map");
  const { ItemProcessor } = (found?.state ?? {}) as Partial<MapState>;
  return ItemProcessor?.ProcessorConfig?.ExecutionType === "EXPRESS";
}
