/** What a job's role is granted of the archive of a program in script mode. */
import { expect } from "chai";
import type { StateMachineDefinition } from "../../asl/definition";
import type { AwsCall, Environment } from "../../iam/document";
import { IamError } from "../../iam/iamError";
import { jobRolePermissionsFor, type JobRoleOptions } from "../../iam/jobRolePermissions";
import { isAllowed, withoutEachEntry } from "../support/simulate";

const environment: Environment = { partition: "aws", region: "us-east-1", account: "123456789012" };
const ROLE = "arn:aws:iam::123456789012:role/job";
const IMAGE = "683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-scikit-learn:1.2-1-cpu-py3";
const ARCHIVE = "s3://code/churn/sourcedir.tar.gz";

const machine = (api: string, Parameters: object, language: object = {}): StateMachineDefinition => ({
  StartAt: "Run",
  States: {
    Run: { Type: "Task", Resource: `arn:aws:states:::sagemaker:${api}`, Parameters, End: true, ...language } as never,
  },
});
const training = (HyperParameters: object, more: object = {}) => ({
  TrainingJobName: "churn",
  RoleArn: ROLE,
  AlgorithmSpecification: { TrainingImage: IMAGE, TrainingInputMode: "File" },
  HyperParameters,
  OutputDataConfig: { S3OutputPath: "s3://data/models" },
  ...more,
});
const model = (...environments: object[]) => ({
  ModelName: "churn",
  ExecutionRoleArn: ROLE,
  Containers: environments.map((Environment) => ({
    Image: IMAGE,
    ModelDataUrl: "s3://data/model.tar.gz",
    Environment,
  })),
});
const derive = (definition: StateMachineDefinition, options?: JobRoleOptions) =>
  jobRolePermissionsFor(definition, environment, ROLE, options);
const readObjects = (definition: StateMachineDefinition, options?: JobRoleOptions) =>
  derive(definition, options)
    .statements.filter(({ Action }) => Action.includes("s3:GetObject"))
    .flatMap(({ Resource }) => Resource);

describe("the archive of a program in script mode", () => {
  const states: [string, StateMachineDefinition][] = [
    [
      "a training job, as the SDK writes it",
      machine("createTrainingJob", training(submitted(JSON.stringify(ARCHIVE)))),
    ],
    ["a training job, as plain text", machine("createTrainingJob", training(submitted(ARCHIVE)))],
    [
      "a tuning job",
      machine("createHyperParameterTuningJob", {
        HyperParameterTuningJobName: "tune",
        TrainingJobDefinition: {
          RoleArn: ROLE,
          StaticHyperParameters: submitted(JSON.stringify(ARCHIVE)),
          OutputDataConfig: { S3OutputPath: "s3://data/models" },
        },
      }),
    ],
    ["a model", machine("createModel", model({ SAGEMAKER_PROGRAM: "a.py", SAGEMAKER_SUBMIT_DIRECTORY: ARCHIVE }))],
  ];
  for (const [what, definition] of states) {
    it(`may be read by the role of ${what}, and is denied without that one entry`, async () => {
      const Statement = derive(definition).statements;
      const policy = { Version: "2012-10-17" as const, Statement };
      const resource = "arn:aws:s3:::code/churn/sourcedir.tar.gz";
      const read: AwsCall = { action: "s3:GetObject", resource, source: "the container" };
      const list = { ...read, action: "s3:ListBucket", resource: "arn:aws:s3:::code" };
      expect(await isAllowed(policy, read)).to.equal(true);
      expect(await isAllowed(policy, list), "listing").to.equal(false);
      expect(await isAllowed(policy, { ...read, resource: `${resource}.old` })).to.equal(false);
      const entry = `s3:GetObject on ${resource}`;
      const reduced = [...withoutEachEntry(policy)].filter(({ removed }) => removed === entry);
      expect(reduced).to.have.lengthOf(1);
      expect(await isAllowed(reduced[0]!.policy, read)).to.equal(false);
    });
  }

  it("keeps what is known of a name that is made when the state runs, with a note", () => {
    const expression = `States.Format('"s3://code/{}/sourcedir.tar.gz"', $.version)`;
    const definition = machine("createTrainingJob", training({ "sagemaker_submit_directory.$": expression }));
    const resource = "arn:aws:s3:::code/*/sourcedir.tar.gz";
    expect(readObjects(definition)).to.deep.equal([resource]);
    expect(derive(definition).notes.map((note) => note.resource)).to.include(resource);
  });

  it("is read by every container of a model, each from its own place, and not from inside the container", () => {
    const containers = model(
      { SAGEMAKER_SUBMIT_DIRECTORY: "s3://code/a.tar.gz" },
      { SAGEMAKER_SUBMIT_DIRECTORY: "/opt/ml/model/code" },
      { SAGEMAKER_SUBMIT_DIRECTORY: "s3://code/b.tar.gz" },
    );
    expect(readObjects(machine("createModel", containers))).to.deep.equal([
      "arn:aws:s3:::code/a.tar.gz",
      "arn:aws:s3:::code/b.tar.gz",
      "arn:aws:s3:::data/model.tar.gz",
    ]);
  });

  it("is refused when it comes from the input, until it is told where that is", () => {
    const definition = machine("createTrainingJob", training({ "sagemaker_submit_directory.$": "$.source" }));
    expect(() => derive(definition)).to.throw(
      IamError,
      "States.Run.Parameters.HyperParameters.sagemaker_submit_directory: the archive of the program comes from $.source",
    );
    expect(readObjects(definition, { reads: ["s3://code/churn/"] })).to.deep.equal(["arn:aws:s3:::code/churn/*"]);
    // A model's data may be what a training job left; its program is not.
    const served = machine("createModel", model({ "SAGEMAKER_SUBMIT_DIRECTORY.$": "$.source" }));
    expect(() => derive(served)).to.throw(
      IamError,
      "States.Run.Parameters.Containers[0].Environment.SAGEMAKER_SUBMIT_DIRECTORY: the archive",
    );
  });

  it("gets a note when all the hyperparameters come from the input", () => {
    const parameters = training({}, { "HyperParameters.$": "$.hyperparameters" }) as { HyperParameters?: object };
    delete parameters.HyperParameters;
    const { notes } = derive(machine("createTrainingJob", parameters));
    expect(notes).to.deep.include({
      path: "States.Run.Parameters.HyperParameters",
      resource: "not derived",
      reason: 'in script mode it names the program\'s archive, so say where that is with "reads": $.hyperparameters',
    });
    expect(
      derive(machine("createTrainingJob", training({ num_round: "5" }))).notes.map(({ path }) => path),
    ).to.not.include("States.Run.Parameters.HyperParameters");
  });
});

function submitted(sagemaker_submit_directory: string) {
  return { sagemaker_program: JSON.stringify("train.py"), sagemaker_submit_directory };
}
