import { Topic } from "@pulumi/aws/sns";
import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import type { StateMachineDefinition, TaskState } from "../../asl/definition";
import { requestOf } from "../../asl/parameterValue";
import { StateMachine, type StateMachineArgs } from "../../components";
import type { AwsCall, PolicyDocument, Statement } from "../../iam/document";
import { executionCalls } from "../../iam/executionPermissions";
import { taskCalls } from "../../iam/taskCalls";
import { environment, type Evaluated, evaluate } from "../support/evaluate";
import { rendered } from "../support/render";
import { isAllowed, withoutEachEntry } from "../support/simulate";

const ROLE = "arn:aws:iam::123456789012:role/training";
const IMAGE = "683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:3.0-5";
const SYNC = "arn:aws:states:::sagemaker:createTrainingJob.sync";

/** Everything that a Task needs beside what a test is about. */
const handled = { Retry: [{ ErrorEquals: ["SageMaker.AmazonSageMakerException"] }], End: true };

const withoutRole = {
  TrainingJobName: "churn",
  AlgorithmSpecification: { TrainingImage: IMAGE, TrainingInputMode: "File" },
  OutputDataConfig: { S3OutputPath: "s3://churn-models/models/" },
  ResourceConfig: { InstanceType: "ml.m5.xlarge", InstanceCount: 1, VolumeSizeInGB: 30 },
  StoppingCondition: { MaxRuntimeInSeconds: 3600 },
};
const training = { ...withoutRole, RoleArn: ROLE };

/** A definition of one Task. */
function oneTask(Resource: string, Parameters: object): StateMachineDefinition {
  return {
    StartAt: "Run",
    States: { Run: { Type: "Task", Resource, Parameters, ...handled } as unknown as TaskState },
  };
}

const lambdas = (count: number): StateMachineDefinition => ({
  StartAt: "S0",
  States: Object.fromEntries(
    Array.from({ length: count }, (_, index) => [
      `S${index}`,
      {
        Type: "Task",
        Resource: "arn:aws:states:::lambda:invoke",
        Parameters: { FunctionName: `arn:aws:lambda:us-east-1:123456789012:function:a-function-with-a-name-${index}` },
        Retry: [{ ErrorEquals: ["Lambda.TooManyRequestsException"] }],
        ...(index < count - 1 ? { Next: `S${index + 1}` } : { End: true }),
      },
    ]),
  ),
});

const make = (args: StateMachineArgs, options: Parameters<typeof evaluate>[1] = {}) =>
  evaluate(() => new StateMachine("churn", args), options);

/** All that the machine's role may do: its inline policy and the managed ones attached to it. */
function rolePolicies(evaluated: Evaluated): PolicyDocument[] {
  const managed = evaluated.resources.filter(({ type }) => type === "aws:iam/policy:Policy");
  return [evaluated.policy("churn-machine"), ...managed.map(({ inputs }) => JSON.parse(inputs.policy as string))];
}

const together = (policies: PolicyDocument[]): PolicyDocument => ({
  Version: "2012-10-17",
  Statement: policies.flatMap(({ Statement }): Statement[] => Statement),
});

/** Every call of the role in one execution. */
function callsOf(definition: StateMachineDefinition): AwsCall[] {
  const tasks = Object.values(definition.States).flatMap((state) =>
    state.Type === "Task" ? (taskCalls(state.Resource, rendered(requestOf(state)), environment) ?? []) : [],
  );
  expect(tasks).not.to.have.length(0);
  return [...tasks, ...executionCalls(["logging", "tracing"])];
}

/** The lines of the error that a program ends with. */
async function mistakes(args: StateMachineArgs): Promise<string[]> {
  try {
    await make(args);
  } catch (error) {
    expect(pulumi.InputPropertiesError.isInstance(error), String(error)).to.equal(true);
    return (error as Error).message
      .split("\n")
      .slice(1)
      .map((line) => line.trim());
  }
  throw new Error("it was accepted");
}

describe("StateMachine", function () {
  this.timeout(60_000);
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "state-machine-"));
  });
  after(() => rmSync(folder, { recursive: true }));

  /** Writes a file and gives its path as a program has it. */
  const file = (name: string, content: string) => {
    writeFileSync(join(folder, name), content);
    return relative(process.cwd(), join(folder, name));
  };

  describe("gives an imported definition the role that it needs", () => {
    const definition = oneTask(SYNC, training);
    const text = JSON.stringify(definition);
    const yaml = `StartAt: Run\nStates:\n  Run: ${JSON.stringify(definition.States.Run)}\n`;
    const sources: [string, () => StateMachineArgs][] = [
      ["built", () => ({ definition })],
      ["an output", () => ({ definition: pulumi.output(Promise.resolve(definition)) })],
      ["a promise", () => ({ definition: Promise.resolve(definition) })],
      ["a JSON file", () => ({ definitionFile: file("churn.asl.json", text) })],
      ["a YAML file", () => ({ definitionFile: file("churn.asl.yaml", yaml) })],
      ["JSON as text", () => ({ definitionJson: text })],
      ["JSON as an object", () => ({ definitionJson: definition })],
      ["text that is an output", () => ({ definitionJson: pulumi.output(text) })],
    ];
    for (const [what, args] of sources) {
      for (const preview of [false, true]) {
        it(`${what}${preview ? ", known at preview" : ""}`, async () => {
          const evaluated = await make(args(), { preview });
          expect(evaluated.definition("churn")).to.deep.equal(definition);
          const policy = evaluated.policy("churn-machine");
          for (const call of callsOf(definition)) {
            expect(await isAllowed(policy, call), `${call.action} on ${call.resource}`).to.equal(true);
          }
        });
      }
    }

    it("and nothing beyond it", async () => {
      const policy = (await make({ definitionJson: text })).policy("churn-machine");
      const calls = callsOf(definition);
      for (const { removed, policy: reduced } of withoutEachEntry(policy)) {
        const answers = await Promise.all(calls.map((call) => isAllowed(reduced, call)));
        expect(answers.includes(false), removed).to.equal(true);
      }
    });
  });

  it("logs without data, traces, tags, and takes settings", async () => {
    const evaluated = await make({
      definition: lambdas(1),
      logRetentionInDays: 7,
      tags: { Team: "ml" },
      type: "EXPRESS",
    });
    const { inputs } = evaluated.one("aws:sfn/stateMachine:StateMachine", "churn");
    expect(inputs).to.deep.include({ type: "EXPRESS", tracingConfiguration: { enabled: true } });
    expect(inputs.tags).to.deep.equal({ Team: "ml", Project: "project", Stack: "dev", Pipeline: "churn" });
    expect(inputs.loggingConfiguration).to.deep.include({ level: "ALL", includeExecutionData: false });
    expect(evaluated.one("aws:cloudwatch/logGroup:LogGroup", "churn").inputs.retentionInDays).to.equal(7);
  });

  it("is made for the environment that it is given", async () => {
    const china = { partition: "aws-cn", region: "cn-north-1", account: "210987654321" };
    const definition = oneTask("arn:aws-cn:states:::sqs:sendMessage", {
      QueueUrl: "https://sqs.cn-north-1.amazonaws.com.cn/210987654321/q",
      MessageBody: "m",
    });
    const policy = (await make({ definition, environment: china })).policy("churn-machine");
    expect(JSON.stringify(policy)).to.contain("arn:aws-cn:sqs:cn-north-1:210987654321:q");
    expect(JSON.stringify(policy)).not.to.contain("arn:aws:");
  });

  describe("fills in substitutions", () => {
    const text =
      '{"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":${Seconds},"Next":"Call"},"Call":{"Type":"Task","Resource":"${Function}","Retry":[{"ErrorEquals":["Lambda.TooManyRequestsException"]}],"End":true}}}';
    const Function = "arn:aws:lambda:us-east-1:123456789012:function:f";

    it("plain ones and outputs, before the role is derived", async () => {
      for (const value of [Function, pulumi.output(Function)]) {
        const evaluated = await make({ definitionJson: text, substitutions: { Seconds: "30", Function: value } });
        expect(evaluated.definition("churn").States).to.deep.include({
          W: { Type: "Wait", Seconds: 30, Next: "Call" },
        });
        expect(JSON.stringify(evaluated.policy("churn-machine"))).to.contain(`"${Function}"`);
      }
    });

    it("leaves to the update what AWS has to make up first", async () => {
      const definitionJson = oneTask("arn:aws:states:::sns:publish", { TopicArn: "${Topic}", Message: "done" });
      for (const preview of [true, false]) {
        const evaluated = await evaluate(
          () => new StateMachine("churn", { definitionJson, substitutions: { Topic: new Topic("done").arn } }),
          { preview },
        );
        const machine = evaluated.one("aws:sfn/stateMachine:StateMachine", "churn").inputs;
        const policy = evaluated.one("aws:iam/rolePolicy:RolePolicy", "churn-machine").inputs;
        if (preview) for (const document of [machine.definition, policy.policy]) expect(document).not.to.be.a("string");
        else expect(policy.policy).to.match(/"arn:aws:sns:us-east-1:123456789012:done-[0-9a-f]{7}"/);
      }
    });

    it("and lists all that do not match", async () => {
      expect(await mistakes({ definitionJson: text, substitutions: { Secs: "1", Fn: "2" } })).to.deep.equal([
        "substitutions.Seconds: is required: the definition has ${Seconds}",
        "substitutions.Function: is required: the definition has ${Function}",
        "substitutions.Secs: is not used: the definition has no ${Secs}",
        "substitutions.Fn: is not used: the definition has no ${Fn}",
      ]);
      const later = { Seconds: pulumi.output("30"), Fn: "2" };
      expect(await mistakes({ definitionJson: text, substitutions: later })).to.deep.equal([
        "substitutions.Function: is required: the definition has ${Function}",
        "substitutions.Fn: is not used: the definition has no ${Fn}",
      ]);
    });
  });

  describe("refuses", () => {
    it("none or several definitions", async () => {
      expect(await mistakes({})).to.deep.equal([
        "definition: is required, or one of definition, definitionFile, definitionJson",
      ]);
      const both = { definition: lambdas(1), definitionFile: "churn.json" };
      expect(await mistakes(both)).to.deep.equal([
        "definitionFile: was given beside definition; expected one of definition, definitionFile, definitionJson",
      ]);
    });

    it("wrong settings, all at once", async () => {
      const args = {
        definition: lambdas(1),
        type: "FAST",
        roles: ["training"],
        logRetentionInDays: 2,
        definitionfile: "x",
      };
      const lines = await mistakes(args as unknown as StateMachineArgs);
      expect(lines.join("\n")).to.match(/type: was "FAST"; expected STANDARD or EXPRESS/);
      expect(lines.join("\n")).to.match(/roles.0: was "training"; expected a role's ARN/);
      expect(lines.join("\n")).to.match(/logRetentionInDays: was 2; expected one of 1, 3/);
      expect(lines.join("\n")).to.match(/definitionfile: is not a setting. Did you mean "definitionFile"\?/);
      expect(lines).to.have.length(4);
    });

    it("files that cannot be read, with line and column", async () => {
      expect(await mistakes({ definitionFile: "none.json" })).to.deep.equal([
        "definitionFile: none.json: there is no such file. Check the path; it is relative to the folder of Pulumi.yaml.",
      ]);
      const wrong = file("wrong.json", '{"StartAt": "A",\n}');
      expect(await mistakes({ definitionFile: wrong })).to.deep.equal([
        `definitionFile: ${wrong}:2:1: a comma stands behind the last value. Remove the comma.`,
      ]);
      expect((await mistakes({ definitionJson: "[]" }))[0]).to.match(/^definitionJson: this is no definition/);
      const twice = '{"StartAt":"A","States":{"A":{"Type":"Succeed"},\n"A":{"Type":"Succeed"}}}';
      expect((await mistakes({ definitionJson: twice }))[0]).to.match(
        /^definition.States.A: "A" is there in line 1 and/,
      );
    });

    it("definitions with errors, each by its path and line", async () => {
      const wrong = file(
        "errors.json",
        '{"StartAt":"A","States":{\n"A":{"Type":"Pass","Next":"B"},\n"C":{"Type":"Nothing","End":true}}}',
      );
      const lines = await mistakes({ definitionFile: wrong });
      expect(lines[0]).to.match(/^definition.States.A.Next: .*errors.json:2:\d+: /);
      expect(lines.join("\n")).to.match(/definition.States.C.*errors.json:3:/);
      expect((await mistakes({ definitionJson: readFileSync(wrong, "utf8") }))[0]).to.match(
        /^definition.States.A.Next: /,
      );
    });

    it(".sync in an EXPRESS machine", async () => {
      const lines = await mistakes({ definition: oneTask(SYNC, training), type: "EXPRESS" });
      expect(lines[0]).to.match(/^definition.States.Run.Resource: /);
    });

    it("a role from the input, unless it is said which may be passed", async () => {
      const definition = oneTask(SYNC, { ...withoutRole, "RoleArn.$": "$.Role" });
      expect((await mistakes({ definition }))[0]).to.match(/^definition.States.Run.Parameters.RoleArn: /);
      const policy = (await make({ definition, roles: [ROLE] })).policy("churn-machine");
      const passing = policy.Statement.filter(({ Action }) => Action.includes("iam:PassRole"));
      expect(passing.map(({ Resource }) => Resource)).to.deep.equal([[ROLE]]);
    });
  });

  it("shows warnings and goes on", async () => {
    const warn = pulumi.log.warn;
    const shown: string[] = [];
    const log = pulumi.log as { warn: typeof warn };
    log.warn = async (message) => void shown.push(message);
    try {
      await make({ definitionJson: oneTask(SYNC, training) });
    } finally {
      log.warn = warn;
    }
    // Its name is fixed, and it retries.
    expect(shown.join("\n")).to.match(/^definition.States.Run.Parameters.TrainingJobName: /);
  });

  describe("with 400 states", () => {
    const definition = lambdas(400);
    let evaluated: Evaluated;
    before(async () => {
      evaluated = await make({ definitionJson: JSON.stringify(definition) }, { preview: true });
    });

    it("keeps within IAM's quotas by managed policies, known at preview", () => {
      const sizes = rolePolicies(evaluated).map((policy) => JSON.stringify(policy).length);
      expect(sizes.length).to.be.within(2, 11);
      for (const size of sizes) expect(size).to.be.at.most(6144);
      const attached = evaluated.resources.filter(({ type }) => type.endsWith(":RolePolicyAttachment"));
      expect(attached).to.have.length(sizes.length - 1);
    });

    it("allows every call, and each function in one statement only", async () => {
      const policy = together(rolePolicies(evaluated));
      const calls = callsOf(definition);
      expect(calls.filter(({ action }) => action === "lambda:InvokeFunction")).to.have.length(400);
      for (const call of calls)
        expect(await isAllowed(policy, call), `${call.action} on ${call.resource}`).to.equal(true);
      const resources = policy.Statement.filter(({ Action }) => Action.includes("lambda:InvokeFunction")).flatMap(
        ({ Resource }) => Resource,
      );
      expect(new Set(resources).size).to.equal(resources.length);
    });

    it("makes the machine when all of them are attached", () => {
      const types = evaluated.resources.map(({ type }) => type);
      expect(types.lastIndexOf("aws:iam/rolePolicyAttachment:RolePolicyAttachment")).to.be.above(0);
      expect(types.indexOf("aws:sfn/stateMachine:StateMachine")).to.be.above(
        types.lastIndexOf("aws:iam/rolePolicyAttachment:RolePolicyAttachment"),
      );
    });
  });

  describe("with a Distributed Map", () => {
    const inner = oneTask("arn:aws:states:::lambda:invoke", { FunctionName: "f" });
    const definition = {
      StartAt: "Each",
      States: {
        Each: {
          Type: "Map",
          ItemProcessor: { ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" }, ...inner },
          End: true,
        },
      },
    } as unknown as StateMachineDefinition;
    const started = (policy: PolicyDocument) =>
      policy.Statement.filter(({ Action }) => Action.includes("states:StartExecution")).flatMap(
        ({ Resource }) => Resource,
      );
    afterEach(() => pulumi.runtime.setAllConfig({}));

    it("may start itself, by the name that Pulumi gives it", async () => {
      const evaluated = await make({ definition });
      const { name } = evaluated.one("aws:sfn/stateMachine:StateMachine", "churn").inputs;
      expect(name).to.match(/^churn-[0-9a-f]{7}$/);
      expect(started(evaluated.policy("churn-machine"))).to.deep.equal([
        "arn:aws:states:us-east-1:123456789012:stateMachine:churn-*",
      ]);
    });

    it("may start any, where the stack names resources in its own way", async () => {
      pulumi.runtime.setAllConfig({ "pulumi:autonaming": '{"mode":"verbatim"}' });
      expect(started((await make({ definition })).policy("churn-machine"))).to.deep.equal([
        "arn:aws:states:us-east-1:123456789012:stateMachine:*",
      ]);
    });
  });

  it("refuses more permissions than a role can hold", async () => {
    const refused = await make({ definition: lambdas(2000) }).then(String, ({ propertyPath, reason }) => ({
      propertyPath,
      reason,
    }));
    expect(refused).to.have.property("propertyPath", "definition");
    expect(refused)
      .to.have.property("reason")
      .that.matches(/take \d+ managed policies, and a role has at most 10/);
  });
});
