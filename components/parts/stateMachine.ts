/** A Step Functions state machine with the role that its definition needs, logs and traces. */
import * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as sfn from "@pulumi/aws/sfn";
import * as pulumi from "@pulumi/pulumi";
import * as v from "valibot";
import { regionalArn } from "../../iam/arn";
import type { Environment, Statement } from "../../iam/document";
import { executionPermissions } from "../../iam/executionPermissions";
import { checkedWarnings, derivedPermissions, type MachineType } from "./checkedDefinition";
import { environmentOf } from "./environment";
import { type ExtraStatement, extraStatements } from "./extraStatements";
import { type DefinitionArgs, type GivenDefinition, givenDefinition } from "./givenDefinition";
import { logGroupName } from "./logGroupName";
import { rolePolicies } from "./rolePolicies";
import { ServiceRole } from "./serviceRole";
import { checkSettings, input, jobSettings, text } from "./settings";
import { pipelineTags } from "./tags";
import { whenKnown } from "./whenKnown";

/** What a state machine is made of: one of `definition`, `definitionFile` and `definitionJson`, and settings. */
export interface StateMachineArgs extends DefinitionArgs {
  /**
   * EXPRESS machines run for at most five minutes and wait for no job.
   * @default "STANDARD"
   */
  type?: MachineType;
  /**
   * ARNs of the roles that may be passed where the definition takes a role's ARN from its input.
   * @default [] such a definition is refused
   */
  roles?: pulumi.Input<string>[];
  /**
   * Permissions of the role beside those that the definition needs, each as IAM has it. They are audited: a wildcard where
   * names will do, or a role that may be passed to anybody, is refused with its path (`statements[0].Action[1]`); what may
   * be meant is a warning.
   * @default []
   * @example [{ Effect: "Allow", Action: "kms:Decrypt", Resource: key.arn }]
   */
  statements?: ExtraStatement[];
  /**
   * Where the machine runs; its ARNs are made of it.
   * @default the provider's account, region and partition
   */
  environment?: pulumi.Input<Environment>;
  /**
   * Days for which logs of executions are kept.
   * @default 30
   */
  logRetentionInDays?: number;
  /** Tags beside Project, Stack and Pipeline. */
  tags?: Record<string, string>;
  /** What must be there before an execution can start and is not named in the definition: the policies of jobs' roles. */
  after?: pulumi.Output<pulumi.Resource[]> | pulumi.Resource[];
}

const ROLE_ARN = text(/^arn:aws[a-z-]*:iam::\d{12}:role\/.+$/, "a role's ARN");

/** What is looked at elsewhere, or not at all. */
const anything = v.optional(v.any());

const schema = v.strictObject(
  {
    definition: anything,
    definitionFile: v.optional(v.string("a file's path")),
    definitionJson: anything,
    substitutions: v.optional(v.record(v.string(), input(v.string("text")), "texts by name")),
    type: v.optional(v.picklist(["STANDARD", "EXPRESS"], "STANDARD or EXPRESS"), "STANDARD"),
    roles: v.optional(v.array(input(ROLE_ARN), "ARNs of roles"), []),
    statements: anything,
    environment: anything,
    logRetentionInDays: jobSettings.logRetentionInDays,
    tags: jobSettings.tags,
    after: anything,
  },
  "settings by name",
);

/**
 * A state machine whose role has exactly the permissions that its definition needs, whether the definition was built by
 * this package or imported from a file. It is checked before anything is made: errors refuse it, warnings are shown.
 * Executions are logged (without their data) and traced.
 *
 * @example
 * new StateMachine("churn", {
 *   definitionFile: "churn.asl.yaml",
 *   substitutions: { TrainingRole: "arn:aws:iam::123456789012:role/training" },
 * });
 */
export class StateMachine extends pulumi.ComponentResource {
  /** Made of the machine's name, so that it is known at preview: what starts or watches the machine has it in its policies. */
  readonly stateMachineArn: pulumi.Output<string>;
  /** ARN of the role that executions run with. */
  readonly roleArn: pulumi.Output<string>;

  /**
   * @param name part of every resource's name
   * @throws pulumi.InputPropertiesError with every wrong setting, or with every error in the definition by its path
   *   (`definition.States.Train.Parameters.TrainingJobName`), or in extra statements (`statements[0].Action[1]`)
   */
  constructor(name: string, args: StateMachineArgs, options?: pulumi.ComponentResourceOptions) {
    super("sagemaker-pipelines:index:StateMachine", name, {}, options);
    const what = `StateMachine "${name}"`;
    const { type, roles, logRetentionInDays, tags: given } = checkSettings(schema, args, what);
    const environment = args.environment === undefined ? environmentOf(this) : pulumi.output(args.environment);
    const extra = extraStatements(what, args.statements ?? [], (warning) => void pulumi.log.warn(warning, this));
    const permissions = (known: GivenDefinition, where: Environment, passed: string[], more: Statement[] = []) => [
      ...derivedPermissions(what, known, where, { ...nameOf(name), ...(passed.length > 0 && { roles: passed }) }),
      ...executionPermissions(["logging", "tracing"]),
      ...more,
    ];
    const check = (known: GivenDefinition) => {
      for (const warning of checkedWarnings(what, known, type)) void pulumi.log.warn(warning, this);
      // Where it will run is not known yet, so which of some roles can be passed is seen later; all else does not
      // depend on it, and what the constructor throws reads better than what an output does.
      if (roles.length === 0) rolePolicies(permissions(known, SOMEWHERE, []));
      return known;
    };
    const definition = knownDefinition(givenDefinition(what, args), check);
    const tags = pipelineTags(name, given);
    const child = { parent: this };
    // Under this prefix CloudWatch Logs keeps the permission of all state machines in one statement of its resource
    // policy, which else outgrows its limit: https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html
    const logs = new cloudwatch.LogGroup(
      name,
      { name: logGroupName("/aws/vendedlogs/states", name), retentionInDays: logRetentionInDays, tags },
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
    const policies = role.grant(whenKnown([definition, environment, pulumi.all(roles), extra], permissions));
    const machine = new sfn.StateMachine(
      name,
      {
        type,
        definition: definition.apply((known) => JSON.stringify(known.definition)),
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
      // AWS checks logging permissions when it creates the machine, so the role must have its policies by then.
      { ...child, dependsOn: whenKnown([policies, args.after], (own, others = []) => [...own, ...others]) },
    );
    this.stateMachineArn = whenKnown([environment, machine.name], (where, machineName) =>
      regionalArn(where, "states", `stateMachine:${machineName}`),
    );
    this.roleArn = role.arn;
    const { stateMachineArn, roleArn } = this;
    this.registerOutputs({ stateMachineArn, roleArn });
  }
}

/** Stands for where a machine will run. */
const SOMEWHERE: Environment = { partition: "aws", region: "us-east-1", account: "000000000000" };

/** The definition once it is checked; a plain one is checked at once, so that the constructor throws what is wrong. */
function knownDefinition(
  given: pulumi.Output<GivenDefinition> | GivenDefinition,
  check: (known: GivenDefinition) => GivenDefinition,
): pulumi.Output<GivenDefinition> {
  if (pulumi.Output.isInstance(given)) return given.apply(check);
  const checked = check(given);
  // Not an output of the definition itself, whose every member Pulumi would look through.
  return pulumi.output(undefined).apply(() => checked);
}

/**
 * How the machine's name begins, which a Distributed Map has to know. Pulumi makes it `<name>-<7 hex digits>`, unless the
 * stack sets its own way: https://www.pulumi.com/docs/iac/concepts/resources/names/#autonaming-configuration
 */
function nameOf(name: string): { stateMachineName?: string } {
  return new pulumi.Config("pulumi").get("autonaming") === undefined ? { stateMachineName: `${name}-*` } : {};
}
