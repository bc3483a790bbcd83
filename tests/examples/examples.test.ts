import { join } from "node:path";
import { expect } from "chai";
import { checkDefinition } from "../../asl/check/checkDefinition";
import { requestOf, valuesAt } from "../../asl/parameterValue";
import { parseIntegration } from "../../asl/resource";
import { walkStates } from "../../asl/walk";
import { LabelingPipeline } from "../../examples/labelingPipeline";
import { ProcessingPipeline } from "../../examples/processingPipeline";
import { TransformPipeline } from "../../examples/transformPipeline";
import { TuningPipeline } from "../../examples/tuningPipeline";
import type { PolicyDocument } from "../../iam/document";
import { taskCalls } from "../../iam/taskCalls";
import { runLocal } from "../../local/run";
import type { PipelineResult } from "../../local/runResult";
import { botocoreMistakes } from "../support/botocore";
import { environment, type Evaluated, evaluate } from "../support/evaluate";
import { temporaryFolder } from "../support/commandLine";
import { projectRoot, pythonSetupTimeout, testPython } from "../support/python";
import { rendered } from "../support/render";
import { isAllowed, withoutEachEntry } from "../support/simulate";

const workteamArn = "arn:aws:sagemaker:us-east-1:123456789012:workteam/private-crowd/reviewers";
const kmsKeyArn = "arn:aws:kms:us-east-1:123456789012:key/1234";
const vpc = { subnetIds: ["subnet-1"], securityGroupIds: ["sg-1"] };

const examples = {
  ProcessingPipeline: () => new ProcessingPipeline("one", { kmsKeyArn, vpc }),
  TransformPipeline: () => new TransformPipeline("one", { kmsKeyArn, vpc }),
  TuningPipeline: () => new TuningPipeline("one", { kmsKeyArn, vpc }),
  LabelingPipeline: () => new LabelingPipeline("one", { kmsKeyArn, workteamArn }),
};

/** What the example's state machine sends to services: state, resource, request. */
function requestsOf(evaluated: Evaluated) {
  return [...walkStates(evaluated.definition("one"))].flatMap(({ name, state }) =>
    state.Type === "Task" ? [{ name, resource: state.Resource, request: rendered(requestOf(state)) }] : [],
  );
}

for (const [kind, make] of Object.entries(examples)) {
  describe(`examples: ${kind}`, () => {
    let evaluated: Evaluated;
    before(async () => {
      evaluated = await evaluate(make);
    });

    it("has a definition in which the checker finds nothing", () => {
      expect(checkDefinition(evaluated.definition("one"))).to.deep.equal([]);
    });

    it("has a machine's role that allows each of its calls, and nothing that no call needs", async () => {
      const policy = evaluated.policy("one-machine");
      const calls = requestsOf(evaluated).flatMap(
        ({ resource, request }) => taskCalls(resource, request, environment) ?? [],
      );
      for (const call of calls) expect(await isAllowed(policy, call), JSON.stringify(call)).to.equal(true);
      const forTasks = { ...policy, Statement: policy.Statement.filter(({ Action }) => !isForLogs(Action)) };
      for (const { removed, policy: smaller } of withoutEachEntry(forTasks)) {
        expect(await allowsAll(smaller, calls), removed).to.equal(false);
      }
    });

    it("sends jobs what botocore's model of SageMaker takes", async function () {
      this.timeout(pythonSetupTimeout);
      await testPython();
      for (const { name, resource, request } of requestsOf(evaluated)) {
        const api = parseIntegration(resource)?.api ?? "";
        if (!api.startsWith("sagemaker:")) continue;
        const operation = api.replace(/^sagemaker:c/, "C");
        const sent = operation === "CreateTransformJob" ? { ...request, ModelName: "churn" } : request;
        expect(await botocoreMistakes(operation, "input", sent), name).to.deep.equal([]);
      }
    });

    it("knows every document at the preview of a new stack", async () => {
      const { resources } = await evaluate(make, { preview: true });
      const documents = resources.flatMap(({ type, name, inputs }) =>
        ["policy", "assumeRolePolicy", "definition"].flatMap((property) =>
          property in inputs ? [{ what: `${type} ${name}.${property}`, value: inputs[property] }] : [],
        ),
      );
      expect(documents.length).to.be.greaterThan(3);
      for (const { what, value } of documents) expect(value, what).to.be.a("string");
    });
  });
}

const isForLogs = (actions: string[]) => actions.some((action) => /^(logs|xray):/.test(action));

async function allowsAll(policy: PolicyDocument, calls: Parameters<typeof isAllowed>[1][]): Promise<boolean> {
  for (const call of calls) if (!(await isAllowed(policy, call))) return false;
  return true;
}

describe("examples: tuning", () => {
  it("names the job within the 32 characters of tuning jobs, and refuses a pipeline whose name leaves no room", async () => {
    const evaluated = await evaluate(examples.TuningPipeline);
    const [value] = requestsOf(evaluated).flatMap(({ request }) => valuesAt(request, "HyperParameterTuningJobName"));
    expect(value).to.include({ kind: "literal" });
    const error = await evaluate(() => new TuningPipeline("a-rather-long-name")).catch((thrown) => thrown);
    expect(error.message).to.match(/at most 14 characters together with the stack's name/);
  });
});

describe("examples: on this machine", function () {
  this.timeout(120_000);
  const folder = temporaryFolder();
  let results: PipelineResult[];
  before(async function () {
    this.timeout(pythonSetupTimeout);
    await testPython();
    const { result } = await runLocal({
      root: join(projectRoot, "examples"),
      stack: "dev",
      answers: join(projectRoot, "examples", "data", "answers.jsonl"),
      report: join(folder.path, "report.html"),
    });
    results = result.pipelines;
  });
  after(() => folder.remove());

  it("every one succeeds, and no role lacks or holds anything beyond what it used", () => {
    expect(results.map(({ name }) => name)).to.have.members(["summarise", "predict", "tune", "label"]);
    for (const { name, status, error, iam } of results) {
      expect(status, `${name}: ${JSON.stringify(error)}`).to.equal("SUCCEEDED");
      for (const { denied, unused } of iam.roles) expect([...denied, ...unused], name).to.deep.equal([]);
    }
  });

  it("the shipped model predicts rows that it has not seen", () => {
    const { metrics } = results.find(({ name }) => name === "predict")!;
    expect(metrics["auc"]).to.be.greaterThan(0.95);
  });
});
