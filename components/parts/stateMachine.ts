/** A Step Functions state machine with the role that its definition needs, logs and traces. */
import * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as sfn from "@pulumi/aws/sfn";
import * as pulumi from "@pulumi/pulumi";
import type { StateMachineDefinition } from "../../asl/definition";
import { checkDefinition } from "../../asl/check/checkDefinition";
import { regionalArn } from "../../iam/arn";
import type { Environment } from "../../iam/document";
import { executionPermissions } from "../../iam/executionPermissions";
import { policyText } from "../../iam/minimise";
import { permissionsFor } from "../../iam/permissionsFor";
import { logGroupName } from "./logGroupName";
import { ServiceRole } from "./serviceRole";
import { inputErrors } from "./settings";
import type { Tags } from "./tags";
import { whenKnown } from "./whenKnown";

/** What a state machine needs to know. */
export interface StateMachineArgs {
  environment: pulumi.Output<Environment>;
  definition: pulumi.Output<StateMachineDefinition>;
  logRetentionInDays: number;
  tags: Tags;
  /** What must be there before an execution can start and is not named in the definition: the policies of jobs' roles. */
  after: pulumi.Resource[];
}

/** A state machine. */
export class StateMachine extends pulumi.ComponentResource {
  readonly arn: pulumi.Output<string>;

  constructor(name: string, args: StateMachineArgs, options?: pulumi.ComponentResourceOptions) {
    super("sagemaker-pipelines:index:StateMachine", name, {}, options);
    const { environment, definition, tags } = args;
    const child = { parent: this };
    // Under this prefix CloudWatch Logs keeps the permission of all state machines in one statement of its resource
    // policy, which else outgrows its limit: https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html
    const logs = new cloudwatch.LogGroup(
      name,
      { name: logGroupName("/aws/vendedlogs/states", name), retentionInDays: args.logRetentionInDays, tags },
      child,
    );
    const role = new ServiceRole(
      `${name}-machine`,
      {
        description: `Runs the state machine ${name}`,
        environment,
        service: "states.amazonaws.com",
        // Not the name: how it begins is up to the stack's autonaming.
        source: { service: "states", resource: "stateMachine:*" },
        tags,
      },
      child,
    );
    const policy = role.grant(
      whenKnown([definition, environment], (document, where) =>
        policyText([...permissionsFor(document, where).statements, ...executionPermissions(["logging", "tracing"])]),
      ),
    );
    const machine = new sfn.StateMachine(
      name,
      {
        type: "STANDARD",
        definition: definition.apply((document) => JSON.stringify(checked(name, document))),
        roleArn: role.arn,
        loggingConfiguration: {
          level: "ALL",
          // Inputs and outputs may hold what is not for every reader of logs; the user opens this, not closes it.
          includeExecutionData: false,
          logDestination: whenKnown(
            [environment, logs.name],
            (where, group) => `${regionalArn(where, "logs", `log-group:${group}`)}:*`,
          ),
        },
        tracingConfiguration: { enabled: true },
        tags,
      },
      // AWS checks logging permissions when it creates the machine, so the role must have its policy by then.
      { ...child, dependsOn: [policy, ...args.after] },
    );
    this.arn = machine.arn;
    this.registerOutputs();
  }
}

/** The definition itself, when nothing in it is an error. */
function checked(name: string, definition: StateMachineDefinition): StateMachineDefinition {
  const errors = checkDefinition(definition).filter(({ severity }) => severity === "error");
  if (errors.length === 0) return definition;
  throw inputErrors(
    `The definition of state machine "${name}" has errors`,
    errors.map(({ path, message, remedy }) => ({
      propertyPath: `definition.${path}`,
      reason: `${message}. ${remedy}`,
    })),
  );
}
