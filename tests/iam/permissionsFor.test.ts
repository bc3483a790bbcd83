import { expect } from "chai";
import fc from "fast-check";
import type { StateMachineDefinition, TaskState } from "../../asl/definition";
import type { Environment, Statement } from "../../iam/document";
import { IamError } from "../../iam/iamError";
import { permissionsFor } from "../../iam/permissionsFor";

const environment: Environment = { partition: "aws", region: "us-east-1", account: "123456789012" };
const ROLE = "arn:aws:iam::123456789012:role/job";

const machine = (...states: Partial<TaskState>[]): StateMachineDefinition => ({
  StartAt: "S0",
  States: Object.fromEntries(
    states.map((state, index) => [`S${index}`, { Type: "Task", Resource: "", End: true, ...state }]),
  ),
});
const training = (parameters: TaskState["Parameters"], pattern = ".sync", partition = "aws"): Partial<TaskState> => ({
  Resource: `arn:${partition}:states:::sagemaker:createTrainingJob${pattern}`,
  Parameters: { RoleArn: ROLE, ...parameters },
});
/** `action resource` for each entry, so that grouping does not matter. */
const entries = (statements: Statement[]) =>
  statements
    .flatMap(({ Action, Resource }) => Action.flatMap((action) => Resource.map((resource) => `${action} ${resource}`)))
    .sort();

const job = (name: string, ...actions: string[]) =>
  actions.map((action) => `sagemaker:${action} arn:aws:sagemaker:us-east-1:123456789012:${name}`);
const RULE = "arn:aws:events:us-east-1:123456789012:rule/StepFunctionsGetEventsForSageMakerTrainingJobsRule";
const rule = ["events:DescribeRule", "events:PutRule", "events:PutTargets"].map((action) => `${action} ${RULE}`);

describe("permissionsFor", () => {
  // AWS's own template, with ListTags scoped (AWS: on every resource), the exact name (AWS: name*), and AddTags, without
  // which Step Functions cannot tag the job.
  it("gives a static .sync job its exact name", () => {
    const { statements, notes } = permissionsFor(machine(training({ TrainingJobName: "churn" })), environment);
    expect(entries(statements)).to.deep.equal(
      [
        ...job(
          "training-job/churn",
          "CreateTrainingJob",
          "DescribeTrainingJob",
          "StopTrainingJob",
          "ListTags",
          "AddTags",
        ),
        `iam:PassRole ${ROLE}`,
        ...rule,
      ].sort(),
    );
    expect(notes).to.deep.equal([]);
  });

  it("gives request-response neither Describe, Stop nor the rule", () => {
    const { statements } = permissionsFor(machine(training({ TrainingJobName: "churn" }, "")), environment);
    expect(entries(statements)).to.deep.equal(
      [...job("training-job/churn", "CreateTrainingJob", "ListTags", "AddTags"), `iam:PassRole ${ROLE}`].sort(),
    );
  });

  it("keeps the literal part of a formatted name, and says that the rest is open", () => {
    const parameters = { "TrainingJobName.$": "States.Format('churn-train-{}', States.UUID())" };
    const { statements, notes } = permissionsFor(machine(training(parameters)), environment);
    expect(entries(statements)).to.include.members(
      job("training-job/churn-train-*", "CreateTrainingJob", "StopTrainingJob"),
    );
    expect(notes).to.deep.equal([
      {
        path: "States.S0.Parameters.TrainingJobName",
        resource: "arn:aws:sagemaker:us-east-1:123456789012:training-job/churn-train-*",
        reason: "the name is made when the state runs: States.Format('churn-train-{}', States.UUID())",
      },
    ]);
  });

  it("widens a wholly dynamic name to the type's *, and says so", () => {
    const { statements, notes } = permissionsFor(machine(training({ "TrainingJobName.$": "$.name" })), environment);
    expect(entries(statements)).to.include.members(job("training-job/*", "CreateTrainingJob"));
    expect(notes[0]?.reason).to.equal("nothing is known of the name before the state runs: $.name");
  });

  it("passes a role only to SageMaker", () => {
    const { statements } = permissionsFor(machine(training({ TrainingJobName: "churn" })), environment);
    expect(statements.find(({ Action }) => Action.includes("iam:PassRole"))).to.deep.include({
      Action: ["iam:PassRole"],
      Resource: [ROLE],
      Condition: { StringEquals: { "iam:PassedToService": "sagemaker.amazonaws.com" } },
    });
  });

  it("refuses a role that comes from the input, naming the state, unless the roles are listed", () => {
    const definition = machine({ ...training({ TrainingJobName: "churn", "RoleArn.$": "$.role" }) });
    delete (definition.States.S0 as TaskState).Parameters?.RoleArn;
    expect(() => permissionsFor(definition, environment)).to.throw(
      IamError,
      "States.S0.Parameters.RoleArn: the role comes from $.role",
    );
    const { statements } = permissionsFor(definition, environment, { roles: [ROLE] });
    expect(entries(statements)).to.include(`iam:PassRole ${ROLE}`);
  });

  it("passes no role for a transform job, and gives it its own rule", () => {
    const transform = {
      Resource: "arn:aws:states:::sagemaker:createTransformJob.sync",
      Parameters: { TransformJobName: "t", ModelName: "m" },
    };
    const { statements } = permissionsFor(machine(transform), environment);
    expect(entries(statements)).to.deep.equal(
      [
        ...job(
          "transform-job/t",
          "CreateTransformJob",
          "DescribeTransformJob",
          "StopTransformJob",
          "ListTags",
          "AddTags",
        ),
        ...rule.map((entry) => entry.replace("TrainingJobs", "TransformJobs")),
      ].sort(),
    );
  });

  it("takes partition, region and account from the environment", () => {
    const china = { partition: "aws-cn", region: "cn-north-1", account: "210987654321" };
    const parameters = { TrainingJobName: "churn", RoleArn: "arn:aws-cn:iam::210987654321:role/job" };
    const { statements } = permissionsFor(machine(training(parameters, ".sync", "aws-cn")), china);
    for (const entry of entries(statements))
      expect(entry).to.match(/ arn:aws-cn:(sagemaker|events):cn-north-1:210987654321:| arn:aws-cn:iam::210987654321:/);
  });

  it("invokes a function by name, by ARN and through Parallel and Map", () => {
    const invoke = (FunctionName: string): TaskState => ({
      Type: "Task",
      Resource: "arn:aws:states:::lambda:invoke",
      Parameters: { FunctionName },
      End: true,
    });
    const arn = "arn:aws:lambda:eu-west-1:123456789012:function:other";
    const { statements } = permissionsFor(
      {
        StartAt: "P",
        States: {
          P: { Type: "Parallel", Branches: [{ StartAt: "A", States: { A: invoke("seed") } }], Next: "M" },
          M: { Type: "Map", ItemProcessor: { StartAt: "B", States: { B: invoke(arn) } }, End: true },
        },
      },
      environment,
    );
    expect(entries(statements)).to.deep.equal(
      [
        `lambda:InvokeFunction ${arn}`,
        "lambda:InvokeFunction arn:aws:lambda:us-east-1:123456789012:function:seed",
      ].sort(),
    );
  });

  it("widens what a task takes from its input as a whole, and refuses the role in it", () => {
    const invoke = machine({ Resource: "arn:aws:states:::lambda:invoke" });
    const { statements, notes } = permissionsFor(invoke, environment);
    expect(entries(statements)).to.deep.equal([
      "lambda:InvokeFunction arn:aws:lambda:us-east-1:123456789012:function:*",
    ]);
    expect([...new Set(notes.map(({ resource }) => resource))]).to.deep.equal([
      "arn:aws:lambda:us-east-1:123456789012:function:*",
      "arn:aws:lambda:us-east-1:123456789012:function:*:*",
    ]);
    const train = machine({
      Resource: "arn:aws:states:::sagemaker:createTrainingJob.sync",
      Arguments: "{% $states.input %}",
    });
    expect(() => permissionsFor(train, environment)).to.throw(IamError, "the role comes from {% $states.input %}");
  });

  it("names every state whose API it does not know, at once, with what may have been meant", () => {
    const unknown = { Resource: "arn:aws:states:::sagemaker:createTraningJob", Parameters: {} };
    const foreign = { Resource: "arn:aws:states:::nothing:doIt", Parameters: {} };
    const noSync = { Resource: "arn:aws:states:::sagemaker:createModel.sync", Parameters: {} };
    expect(() => permissionsFor(machine(unknown, foreign, noSync), environment))
      .to.throw(IamError)
      .with.property("problems")
      .that.satisfies((problems: { message: string }[]) => {
        const said = problems.map(({ message }) => message);
        expect(said).to.have.lengthOf(3);
        expect(said[0]).to.include('Did you mean "sagemaker:createTrainingJob"?');
        expect(said[1]).to.include("by hand");
        expect(said[2]).to.include('has no ".sync"');
        return true;
      });
  });

  it("names what is required and not given, where a resource is made of it", () => {
    const task = { Resource: "arn:aws:states:::lambda:invoke", Parameters: {} };
    expect(() => permissionsFor(machine(task), environment)).to.throw(
      IamError,
      "States.S0.Parameters.FunctionName: not given",
    );
  });

  const resourcesOf = (Resource: string) => permissionsFor(machine({ Resource }), environment);

  it("invokes a function that is named by its own ARN, with its version or alias", () => {
    const arn = "arn:aws:lambda:eu-west-1:210987654321:function:other";
    for (const each of [arn, `${arn}:7`, `${arn}:live`]) {
      expect(entries(resourcesOf(each).statements)).to.deep.equal([`lambda:InvokeFunction ${each}`]);
      expect(resourcesOf(each).notes).to.deep.equal([]);
    }
  });

  it("needs nothing for an activity, and refuses what is no resource", () => {
    expect(resourcesOf("arn:aws:states:us-east-1:123456789012:activity:approve").statements).to.deep.equal([]);
    for (const wrong of ["nothing", "$.Function", "arn:aws:s3:::bucket"]) {
      expect(() => resourcesOf(wrong)).to.throw(IamError, "not a resource that a Task can name");
    }
  });

  it("keeps placeholders, and says what each is taken for", () => {
    const own = resourcesOf("${CheckFunctionArn}");
    expect(entries(own.statements)).to.deep.equal(["lambda:InvokeFunction ${CheckFunctionArn}"]);
    expect(own.notes[0]?.reason).to.include("a whole ARN of a Lambda function");
    const invoke = (FunctionName: string) =>
      permissionsFor(
        machine({ Resource: "arn:${AWS::Partition}:states:::lambda:invoke", Parameters: { FunctionName } }),
        environment,
      );
    expect(entries(invoke("${Check.Arn}").statements)).to.deep.equal(["lambda:InvokeFunction ${Check.Arn}"]);
    expect(entries(invoke("${Check}").statements)).to.deep.equal([
      "lambda:InvokeFunction arn:aws:lambda:us-east-1:123456789012:function:${Check}",
    ]);
    expect(invoke("${Check}").notes[0]?.reason).to.include("a name");
    expect(invoke("check-${Stage}").notes[0]?.reason).to.include("kept as given; fill it in");
  });

  const notesOf = (api: string, Parameters: Record<string, string>) => {
    const { statements, notes } = permissionsFor(
      machine({ Resource: `arn:aws:states:::${api}`, Parameters }),
      environment,
    );
    return { entries: entries(statements), reasons: notes.map(({ reason }) => reason) };
  };

  it("says of a queue's placeholder that it does not tell the queue", () => {
    const sent = notesOf("sqs:sendMessage", { QueueUrl: "${QueueUrl}", MessageBody: "x" });
    expect(sent.entries).to.deep.equal(["sqs:SendMessage arn:aws:sqs:us-east-1:123456789012:*"]);
    expect(sent.reasons).to.deep.equal(["${QueueUrl} does not tell the resource"]);
  });

  it("keeps a placeholder as it is where an ARN is wanted, whatever it is called", () => {
    const sent = notesOf("sns:publish", { TopicArn: "${Topic}", Message: "x" });
    expect(sent.entries).to.deep.equal(["sns:Publish ${Topic}"]);
    expect(sent.reasons).to.deep.equal([
      "kept as given; fill it in as in the definition; taken to stand for a whole ARN",
    ]);
  });

  it("leaves open what AWS adds to a secret's name, and nothing of its ARN", () => {
    const named = notesOf("aws-sdk:secretsmanager:getSecretValue", { SecretId: "my-secret" });
    const secret = "arn:aws:secretsmanager:us-east-1:123456789012:secret:my-secret";
    expect(named.entries).to.deep.equal([`secretsmanager:GetSecretValue ${secret}-??????`]);
    expect(named.reasons[0]).to.include("six characters");
    const exact = notesOf("aws-sdk:secretsmanager:getSecretValue", { SecretId: `${secret}-a1B2c3` });
    expect(exact).to.deep.equal({ entries: [`secretsmanager:GetSecretValue ${secret}-a1B2c3`], reasons: [] });
  });

  it("says why the model of an inference profile is allowed in every region", () => {
    const { reasons } = notesOf("bedrock:invokeModel", { ModelId: "us.amazon.nova-lite-v1:0" });
    expect(reasons[0]).to.include("in several regions");
  });

  it("tells of a value that holds a wildcard itself", () => {
    const { reasons } = notesOf("aws-sdk:s3:headObject", { Bucket: "b", Key: "a*b?c" });
    expect(reasons[0]).to.include("the value itself holds a wildcard").and.include("${*}");
  });

  it("allows both alternatives of a condition, and a variable's only value", () => {
    const definition = machine({
      Resource: "arn:aws:states:::lambda:invoke",
      Arguments: { FunctionName: "{% $large ? 'big-' & $stage : 'small-' & $stage %}" },
    });
    definition.States.Before = { Type: "Pass", Assign: { stage: "prod" }, Next: "S0" };
    const { statements, notes } = permissionsFor(definition, environment);
    expect(entries(statements)).to.deep.equal(
      ["big-prod", "small-prod"].map(
        (name) => `lambda:InvokeFunction arn:aws:lambda:us-east-1:123456789012:function:${name}`,
      ),
    );
    expect(notes).to.deep.equal([]);
  });

  it("takes a role that is known in part only from the list, when one on it fits", () => {
    const dynamic = { TrainingJobName: "t", "RoleArn.$": "States.Format('arn:aws:iam::123456789012:role/{}', $.r)" };
    const definition = machine(training(dynamic));
    delete (definition.States.S0 as TaskState).Parameters?.RoleArn;
    const { statements } = permissionsFor(definition, environment, {
      roles: [ROLE, "arn:aws:iam::999999999999:role/x"],
    });
    expect(entries(statements)).to.include(`iam:PassRole ${ROLE}`);
    expect(entries(statements)).to.not.include("iam:PassRole arn:aws:iam::999999999999:role/x");
  });

  it("tells what no request shows", () => {
    const run = { Resource: "arn:aws:states:::ecs:runTask", Parameters: { TaskDefinition: "jobs" } };
    const { notes } = permissionsFor(machine(run), environment);
    expect(notes.find(({ resource }) => resource === "not derived")?.reason).to.include("iam:PassRole");
  });

  it("gives permissions or problems for anything at all, never another error", () => {
    const text = fc.constantFrom(
      ...["Task", "Map", "$.x", "{% $x %}", "{% %}", "arn:aws:states:::lambda:invoke", "${X}", "States.Format('{}')"],
      ...["arn:aws:states:::sagemaker:createTrainingJob.sync", "arn:aws:states:::s3:getObject", "DISTRIBUTED", ROLE],
    );
    const key = fc.constantFrom(
      ...[
        "States",
        "Type",
        "Resource",
        "Parameters",
        "Arguments",
        "Credentials",
        "RoleArn",
        "RoleArn.$",
        "FunctionName",
      ],
      ...[
        "ItemProcessor",
        "ProcessorConfig",
        "Mode",
        "ItemReader",
        "ResultWriter",
        "Bucket",
        "Key",
        "Branches",
        "Assign",
      ],
    );
    const { json } = fc.letrec<{ json: unknown }>((tie) => ({
      json: fc.oneof(
        { maxDepth: 6 },
        text,
        fc.constantFrom(null, 7, true),
        fc.array(tie("json"), { maxLength: 2 }),
        fc.dictionary(key, tie("json"), { maxKeys: 5 }),
      ),
    }));
    const state = fc.record(
      { Type: fc.constantFrom("Task", "Map"), Resource: text, Parameters: json, ItemProcessor: json, ItemReader: json },
      { requiredKeys: ["Type"] },
    );
    fc.assert(
      fc.property(
        fc.oneof(json, fc.record({ States: fc.dictionary(fc.constantFrom("A", "B"), state) })),
        (anything) => {
          try {
            permissionsFor(anything as StateMachineDefinition, environment);
          } catch (error) {
            expect(error).to.be.instanceOf(IamError);
          }
        },
      ),
      { numRuns: 2_000 },
    );
  });
});
