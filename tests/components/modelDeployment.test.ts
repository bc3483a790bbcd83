/** ModelDeploymentPipeline in virtual time: what it deploys, and what is left when that fails. */
import { expect } from "chai";
import { checkDefinition } from "../../asl/check/checkDefinition";
import type { JsonObject } from "../../asl/definition";
import type { ModelDeploymentPipelineArgs } from "../../components/deployment/deploymentArgs";
import { ModelDeploymentPipeline } from "../../components/modelDeploymentPipeline";
import type { Happening, Script } from "../support/executions/script";
import type { TestAccount } from "../support/executions/testAccount";
import { type PipelineRun, type TestPipeline, testPipeline } from "../support/executions/testPipeline";

const training = { sourceDirectory: "lambda/containers/classifier", entryPoint: "classifier.py" };
const functions = { "churn-seed": () => ({ rows: 569 }) };
const denied: Happening = { kind: "error", error: "SageMaker.AmazonSageMakerException", cause: "not authorized" };
const always = (state: string, happening: Happening): Script => ({ tasks: { [state]: () => happening } });

const statesOf = ({ attempts }: PipelineRun) => [...new Set(attempts.map(({ state }) => state))];
const requestOf = ({ attempts }: PipelineRun, state: string) => attempts.find((one) => one.state === state)!.request;
const subjects = ({ published }: PipelineRun) => published.map(({ Subject }) => Subject);
const endOf = ({ execution: { status, error } }: PipelineRun) => error ?? status;

async function pipelineOf(args: Partial<ModelDeploymentPipelineArgs> = {}): Promise<TestPipeline> {
  const pipeline = await testPipeline(() => new ModelDeploymentPipeline("churn", { training, ...args }), "churn");
  expect(checkDefinition(pipeline.definition)).to.deep.equal([]);
  return pipeline;
}

describe("ModelDeploymentPipeline", () => {
  let pipeline: TestPipeline;
  let account: TestAccount;
  before(async () => (pipeline = await pipelineOf()));
  beforeEach(() => (account = pipeline.newAccount({ isJudged: true })));
  afterEach(() => account.close());

  const run = (script: Script = {}) => pipeline.run({ account, script: { functions, ...script } });

  /** What the endpoint serves, by the names that there are. */
  const served = () => account.endpoints.get("churn-dev")?.describe()["EndpointConfigName"];

  it("trains the program, and creates the endpoint", async () => {
    const first = await run();
    expect(endOf(first)).to.equal("SUCCEEDED");
    expect(subjects(first)).to.deep.equal(["churn succeeded"]);
    const { HyperParameters } = requestOf(first, "Train model") as { HyperParameters: Record<string, string> };
    expect(HyperParameters["sagemaker_program"]).to.equal("classifier.py");
    expect(HyperParameters["sagemaker_submit_directory"]).to.match(
      /^s3:\/\/churn-data-\w+\/source\/\w{16}\/sourcedir\.tar\.gz$/,
    );
    const { PrimaryContainer } = requestOf(first, "Save model") as { PrimaryContainer: JsonObject };
    expect(PrimaryContainer["Environment"]).to.deep.equal({
      SAGEMAKER_PROGRAM: "classifier.py",
      SAGEMAKER_SUBMIT_DIRECTORY: HyperParameters["sagemaker_submit_directory"],
      SAGEMAKER_REGION: "us-east-1",
    });
    const { Body } = requestOf(first, "Smoke test") as { Body: string };
    expect(Body.split("\n").map((row) => row.split(",").length)).to.deep.equal([30, 30, 30]);
    expect(first.after.models).to.have.length(1);
    expect(served()).to.equal(first.after.endpointConfigs[0]);
    expect(first.largest.bytes).to.be.below(4_000);
  });

  it("updates an endpoint that is there, and deletes what it served before", async () => {
    const first = await run();
    const second = await run();
    expect(endOf(second)).to.equal("SUCCEEDED");
    expect(second.after.models).to.have.length(1).and.not.deep.equal(first.after.models);
    expect(second.after.endpointConfigs).to.have.length(1).and.not.deep.equal(first.after.endpointConfigs);
    expect(served()).to.equal(second.after.endpointConfigs[0]);
  });

  it("takes any input", async () => {
    for (const input of [null, "text", [], { Previous: {}, Failure: {} }]) {
      const one = await pipeline.run({ input, account, script: { functions } });
      expect(endOf(one), JSON.stringify(input)).to.equal("SUCCEEDED");
    }
  });

  const wrong: [string, Script, string][] = [
    ["data that cannot be seeded", always("Generate dataset", { kind: "error", error: "E", cause: "" }), "E"],
    ["a job that fails", always("Train model", { kind: "jobFails", reason: "no data" }), "States.TaskFailed"],
    ["a job that is stopped", always("Train model", { kind: "jobStops", isError: false }), "JobStopped"],
    ["a model that cannot be made", always("Save model", denied), denied.error],
    ["a config that cannot be made", always("Create endpoint config", denied), denied.error],
    ["an endpoint that cannot be found", always("Find endpoint", denied), denied.error],
    [
      "a model that does not get healthy",
      { loading: () => ({ fails: "did not pass the ping health check" }) },
      "DeploymentFailed",
    ],
    [
      "a model that refuses rows",
      { predict: () => ({ status: 500, body: "no" }) },
      "SageMakerRuntime.ModelErrorException",
    ],
    ["a model with too few predictions", { predict: () => ({ status: 200, body: "0.5" }) }, "SmokeTestFailed"],
    ["an endpoint that cannot be described", always("Check endpoint", denied), denied.error],
  ];
  for (const [what, script, error] of wrong) {
    it(`leaves nothing of ${what}, and tells of it once`, async () => {
      const failed = await run(script);
      expect(endOf(failed)).to.equal(error);
      expect(subjects(failed)).to.deep.equal(["churn failed"]);
      const { models, endpointConfigs, endpoints } = failed.after;
      expect({ models, endpointConfigs, endpoints }).to.deep.equal({ models: [], endpointConfigs: [], endpoints: [] });
    });

    it(`keeps what was served before ${what}`, async () => {
      const { after } = await run();
      const before = served();
      const failed = await run(script);
      expect(endOf(failed)).to.equal(error);
      expect(subjects(failed)).to.deep.equal(["churn failed"]);
      expect(failed.after).to.deep.equal(after);
      expect(served()).to.equal(before);
      expect(account.endpoints.get("churn-dev")?.status()).to.equal("InService");
    });
  }

  it("rolls back an update that works but whose model does not answer", async () => {
    await run();
    const failed = await run({ predict: () => ({ status: 200, body: "" }) });
    expect(statesOf(failed)).to.include.members(["Roll back endpoint", "Check rolled back endpoint"]);
    expect(failed.execution.cause).to.equal("The endpoint churn-dev answered 3 rows with 0 predictions.");
  });

  it("does nothing to an endpoint that the request did not create", async () => {
    const failed = await run(always("Create endpoint", denied));
    expect(endOf(failed)).to.equal(denied.error);
    expect(statesOf(failed)).to.not.include("Delete new endpoint");
    expect(failed.after).to.deep.include({ models: [], endpointConfigs: [], endpoints: [] });
  });

  it("gives up an endpoint that never becomes InService, and deletes it when that is possible", async () => {
    const stuck = (state: string): Script["tasks"] => ({
      [state]: ({ request }) => ({
        kind: "answers",
        result: { ...request, EndpointStatus: "Creating", EndpointConfigName: "churn-dev-config-0" },
      }),
    });
    const failed = await run({ tasks: stuck("Check endpoint")! });
    expect(endOf(failed)).to.equal("EndpointTimeout");
    expect(failed.seconds).to.be.within(3600, 5000);
    expect(failed.after).to.deep.include({ models: [], endpointConfigs: [], endpoints: [] });
  });

  it("refuses an endpoint of somebody else's, and leaves it alone", async () => {
    const others: Happening = {
      kind: "answers",
      result: { EndpointStatus: "InService", EndpointConfigName: "somebody-elses" },
    };
    const { after } = await run();
    const failed = await run(always("Describe endpoint", others));
    expect(endOf(failed)).to.equal("EndpointNotReady");
    expect(failed.execution.cause).to.include("InService with the config somebody-elses");
    expect(failed.after).to.deep.equal(after);
  });

  it("succeeds and tells of it when what served before cannot be deleted", async () => {
    await run();
    const left = await run(always("Delete previous config", denied));
    expect(endOf(left)).to.equal("SUCCEEDED");
    expect(subjects(left)).to.deep.equal(["churn succeeded, with a leftover"]);
    expect(left.after.endpointConfigs).to.have.length(2);
  });

  it("tells what could not be deleted behind the failure itself", async () => {
    const tasks = { "Smoke test": () => denied, "Delete new model": () => denied };
    const failed = await run({ tasks });
    expect(endOf(failed)).to.equal(denied.error);
    expect(failed.execution.cause).to.match(
      /^not authorized Also, the model churn-dev-model-\w+ could not be deleted: /,
    );
    expect(subjects(failed)).to.deep.equal(["churn failed"]);
    expect(failed.after).to.deep.include({ endpointConfigs: [], endpoints: [] });
  });

  it("asks for attention, and deletes nothing that may serve, when it cannot roll back", async () => {
    await run();
    const failed = await run({ tasks: { "Smoke test": () => denied, "Roll back endpoint": () => denied } });
    expect(failed.execution.cause).to.include("look at the endpoint churn-dev");
    expect(failed.after.models).to.have.length(2);
    expect(failed.after.endpointConfigs).to.have.length(2);
  });
});
