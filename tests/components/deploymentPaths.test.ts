import { expect } from "chai";
import { everyPath, type Paths } from "../support/executions/everyPath";
import { leftovers, losses } from "../support/faults/injectFaults";
import { noticesOf } from "../support/faults/noticesOf";
import { deploymentOptions, deploymentPipeline, deploymentScenarios } from "../support/scenarios/deployment";

const ALL_NEW = ["models", "endpointConfigs", "endpoints"];

/** What an execution ends with, the notices that it sends, and what it leaves; by the scenario. */
const ENDS: Record<string, [end: string, notices: string[], left?: string[]]> = {
  "first deployment": ["SUCCEEDED", ["succeeded"], ALL_NEW],
  update: ["SUCCEEDED", ["succeeded"], ALL_NEW],
  "training stopped": ["JobStopped", ["failed"]],
  "model does not load": ["DeploymentFailed", ["failed"]],
  "updated model does not load": ["DeploymentFailed", ["failed"]],
  // Nobody can delete what is still being created or updated: the notice says where to look.
  "endpoint never in service": ["EndpointTimeout", ["failed"], ALL_NEW],
  "endpoint in service too late": ["EndpointTimeout", ["failed"]],
  "updated endpoint never in service": ["EndpointTimeout", ["failed"], ["models", "endpointConfigs"]],
  "too few predictions": ["SmokeTestFailed", ["failed"]],
  "too few predictions of an update": ["SmokeTestFailed", ["failed"]],
  "another's endpoint": ["EndpointNotReady", ["failed"]],
  "previous config cannot be deleted": ["SUCCEEDED", ["succeeded, with a leftover"], ALL_NEW],
  // The endpoint may use them.
  "roll-back refused": ["SmokeTestFailed", ["failed"], ALL_NEW],
  "roll-back fails": ["SmokeTestFailed", ["failed"], ALL_NEW],
  "roll-back takes too long": ["SmokeTestFailed", ["failed"], ALL_NEW],
  "another has created the endpoint": ["SageMaker.AmazonSageMakerException", ["failed"]],
  "creation refused": ["Refused", ["failed"]],
  "endpoint goes slowly": ["SmokeTestFailed", ["failed"]],
  "endpoint never goes": ["SmokeTestFailed", ["failed"], ["models", "endpointConfigs"]],
  "endpoint fails while it is rolled back": ["SmokeTestFailed", ["failed"], ALL_NEW],
};

describe("every path of ModelDeploymentPipeline", function () {
  this.timeout(60_000);
  let paths: Paths;
  before(async () => {
    const pipeline = await deploymentPipeline();
    paths = await everyPath(pipeline, "churn", deploymentScenarios(pipeline));
  });

  it("covers every state and transition", () => {
    const { neverEntered, neverTaken } = paths.coverage;
    expect([neverEntered, neverTaken]).to.deep.equal([[], []]);
  });

  it("ends as it should, tells of it once, and leaves nothing but where it says so", () => {
    const found = [...paths.runs].map(([name, run]) => {
      const left = leftovers(run).map(({ what }) => what);
      const { error, status } = run.execution;
      return [name, [error ?? status, noticesOf("churn")(run), ...(left.length > 0 ? [left] : [])]];
    });
    expect(Object.fromEntries(found)).to.deep.equal(ENDS);
  });

  it("takes nothing away from an endpoint whose update fails", () => {
    for (const [name, run] of paths.runs) {
      if (run.execution.status === "SUCCEEDED") continue;
      // What the endpoint serves may have changed where it could not be rolled back.
      const lost = losses(run).filter(({ what }) => what !== "endpoints" || ENDS[name]?.[2] === undefined);
      expect(lost, name).to.deep.equal([]);
    }
  });

  it("says clearly why an endpoint never came up, and that a person has to look", () => {
    const { cause } = paths.runs.get("endpoint never in service")!.execution;
    expect(cause).to.equal(
      "The endpoint churn-dev was still Creating when its time was up. Also, this could not be undone: look at the endpoint churn-dev.",
    );
    expect(paths.runs.get("model does not load")!.execution.cause).to.include("did not pass the ping health check");
  });
});

/** The trial's config too. */
const BOTH_CONFIGS = ["models", "endpointConfigs", "endpointConfigs"];

const trialEnds: typeof ENDS = {
  "updated endpoint never in service": ["EndpointTimeout", ["failed"], BOTH_CONFIGS],
  "roll-back refused": ["SmokeTestFailed", ["failed"], [...BOTH_CONFIGS, "endpoints"]],
  "roll-back fails": ["SmokeTestFailed", ["failed"], [...BOTH_CONFIGS, "endpoints"]],
  "roll-back takes too long": ["SmokeTestFailed", ["failed"], [...BOTH_CONFIGS, "endpoints"]],
  "endpoint fails while it is rolled back": ["SmokeTestFailed", ["failed"], [...BOTH_CONFIGS, "endpoints"]],
  "promoted model does not load": ["DeploymentFailed", ["failed"]],
  "candidate loses": ["SUCCEEDED", ["kept the version in production"]],
  "candidate does not load": ["DeploymentFailed", ["failed"]],
  "candidate never in service": ["EndpointTimeout", ["failed"], BOTH_CONFIGS],
  "endpoint fails in the trial": ["DeploymentFailed", ["failed"]],
  "candidate loses and cannot be taken back": ["CandidateNotPromoted", ["failed"], [...BOTH_CONFIGS, "endpoints"]],
  "candidate loses and its trial is left": ["SUCCEEDED", ["kept the version in production"], ["endpointConfigs"]],
  "promoted, and its trial is left": ["SUCCEEDED", ["succeeded, with a leftover"], [...BOTH_CONFIGS, "endpoints"]],
};

/** What is different with an option. */
const OPTION_ENDS: Record<string, typeof ENDS> = {
  autoscaling: {
    "scaling refused": ["Refused", ["failed"]],
    "scaling of an update refused": ["Refused", ["failed"]],
  },
  shadow: trialEnds,
  abTest: trialEnds,
  asynchronous: {
    "model refuses the rows": ["SmokeTestFailed", ["failed"]],
    "no answer": ["SmokeTestFailed", ["failed"]],
  },
  modelPackageGroup: {
    "version of the input": ["SUCCEEDED", ["succeeded"], ALL_NEW],
    "version that is not approved": ["NoApprovedModel", ["failed"]],
    "version of another group": ["NoApprovedModel", ["failed"]],
    "no approved version": ["NoApprovedModel", ["failed"]],
  },
};

describe("every path of ModelDeploymentPipeline, by option", function () {
  this.timeout(60_000);
  for (const [option, { args, scenarios }] of Object.entries(deploymentOptions)) {
    it(option, async () => {
      const pipeline = await deploymentPipeline(args);
      const { runs, coverage } = await everyPath(pipeline, "churn", scenarios(pipeline));
      expect([coverage.neverEntered, coverage.neverTaken]).to.deep.equal([[], []]);
      for (const [name, run] of runs) {
        const [end, notices, left = []] = OPTION_ENDS[option]?.[name] ?? ENDS[name]!;
        const found = leftovers(run).flatMap(({ what }) => (what === "scalableTargets" ? [] : [what]));
        const { error, status } = run.execution;
        expect([error ?? status, noticesOf("churn")(run), found], name).to.deep.equal([end, notices, left]);
      }
    });
  }
});
