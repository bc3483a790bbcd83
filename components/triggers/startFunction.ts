/** The function that all triggers of a state machine go through. */
import * as lambda from "@pulumi/aws/lambda";
import * as pulumi from "@pulumi/pulumi";
import { regionalArn, s3Service } from "../../iam/arn";
import type { Environment, Statement } from "../../iam/document";
import { statementOf } from "../../iam/statement";
import { PipelineFunction } from "../parts/pipelineFunction";
import type { Tags } from "../parts/tags";
import { whenKnown } from "../parts/whenKnown";
import { entries } from "./eventTriggers";
import type { FailedEvents } from "./failedEvents";
import { REQUEST_NAME, type TriggerSettings } from "./triggerSettings";

/** What the function needs to know. */
export interface StartFunctionArgs {
  environment: pulumi.Output<Environment>;
  /** Dimension of its metrics. */
  pipeline: string;
  stateMachineArn: pulumi.Output<string>;
  settings: TriggerSettings;
  /** The bucket of object triggers that name none. */
  bucket?: pulumi.Input<string>;
  failed: FailedEvents;
  tags: Tags;
}

/** The bundle is loaded in 0.1 s on a whole processor core; 512 MB are about a third of one. */
const MEMORY_IN_MB = 512;
const TIMEOUT_IN_SECONDS = 30;

const SCHEMA_FILE = "requestSchema.json";

/** What Lambda does about errors of the function, when EventBridge or the Scheduler has handed the event over. */
const RETRIES = { maximumRetryAttempts: 2, maximumEventAgeInSeconds: 3600 };

/** The function. */
export interface StartFunction {
  functionName: pulumi.Output<string>;
  functionArn: pulumi.Output<string>;
}

/** Makes the function, with what becomes of events that it fails for. */
export function startFunction(
  name: string,
  args: StartFunctionArgs,
  options: pulumi.ComponentResourceOptions,
): StartFunction {
  const { environment, settings, failed, stateMachineArn } = args;
  const { onDemand } = settings;
  const variables = {
    STATE_MACHINE_ARN: stateMachineArn,
    PIPELINE: args.pipeline,
    ...(onDemand && { REQUEST_NAME }),
    ...(onDemand?.schema !== undefined && { REQUEST_SCHEMA: SCHEMA_FILE }),
  };
  // A file, since all variables together have 4 KB:
  // https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
  const files = onDemand?.schema === undefined ? undefined : { [SCHEMA_FILE]: JSON.stringify(onDemand.schema) };
  const { functionName } = new PipelineFunction(
    name,
    {
      bundle: "start",
      files,
      description: "Starts executions for events and requests, once for each",
      roleDescription: `Starts executions for ${name}`,
      environment,
      access: access(args),
      statements: whenKnown(
        [environment, stateMachineArn, failed.arn, settings.kmsKeyArn],
        (where, machine, queue, key) => statements(where, { machine, queue, key, settings }),
      ),
      variables,
      memorySizeInMb: MEMORY_IN_MB,
      timeoutInSeconds: TIMEOUT_IN_SECONDS,
      logRetentionInDays: settings.logRetentionInDays,
      tags: args.tags,
    },
    options,
  );
  new lambda.FunctionEventInvokeConfig(
    name,
    { functionName, ...RETRIES, destinationConfig: { onFailure: { destination: failed.arn } } },
    options,
  );
  const functionArn = whenKnown([environment, functionName], (where, made) =>
    regionalArn(where, "lambda", `function:${made}`),
  );
  return { functionName, functionArn };
}

/** Objects under the prefixes of their triggers. */
function access({ settings, bucket, environment }: StartFunctionArgs) {
  const places = entries(settings.objectCreated).map(([, args]) =>
    pulumi
      .output(args.bucket ?? bucket ?? "")
      .apply((known) => ({ bucket: known, key: `${args.prefix}*${args.suffix}` })),
  );
  return whenKnown([environment, pulumi.all(places)], (_where, reads) => ({ reads }));
}

interface Targets {
  machine: string;
  queue: string;
  key?: string;
  settings: TriggerSettings;
}

function statements(where: Environment, { machine, queue, key, settings }: Targets): Statement[] {
  const execution = `${machine.replace(":stateMachine:", ":execution:")}:${REQUEST_NAME}-*`;
  const readsObjects = Object.keys(settings.objectCreated).length > 0;
  return [
    statementOf(["states:StartExecution"], [machine]),
    // Lambda sends what the function failed for with the function's role:
    // https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
    statementOf(["sqs:SendMessage"], [queue]),
    // The executions' names end in a hash, so only how they begin can be named.
    ...(settings.onDemand ? [statementOf(["states:DescribeExecution"], [execution])] : []),
    ...(key !== undefined && readsObjects
      ? [statementOf(["kms:Decrypt"], [key], { StringEquals: { "kms:ViaService": s3Service(where) } })]
      : []),
  ];
}
