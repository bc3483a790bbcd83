import { expect } from "chai";
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

  it("names every state whose API it does not know, at once", () => {
    const unknown = { Resource: "arn:aws:states:::sns:publsh", Parameters: {} };
    expect(() => permissionsFor(machine(unknown, unknown), environment))
      .to.throw(IamError)
      .with.property("problems")
      .with.lengthOf(2);
  });
});
