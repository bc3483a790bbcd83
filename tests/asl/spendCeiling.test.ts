import { expect } from "chai";
import { spendCeiling } from "../../asl/spend/spendCeiling";

const job = (count: number, seconds: number, state: object = {}) => ({
  Type: "Task",
  Resource: "arn:aws:states:::sagemaker:createTrainingJob.sync",
  Parameters: {
    ResourceConfig: { InstanceType: "ml.m5.xlarge", InstanceCount: count, VolumeSizeInGB: 1 },
    StoppingCondition: { MaxRuntimeInSeconds: seconds },
  },
  ...state,
});
const graph = (States: Record<string, object>) => ({ StartAt: Object.keys(States)[0], States });
const hours = (definition: unknown, options = {}) => spendCeiling(definition, options).instanceHours;
const causes = (definition: unknown, options = {}) =>
  spendCeiling(definition, options).unbounded.map(({ path, cause }) => [path, cause]);
const END = { End: true };

describe("spendCeiling", () => {
  it("multiplies instances, hours and attempts", () => {
    const Retry = [{ ErrorEquals: ["A"], MaxAttempts: 2 }, { ErrorEquals: ["States.ALL"] }];
    expect(hours(graph({ A: { ...job(2, 7200), ...END } }))).to.equal(4);
    expect(hours(graph({ A: { ...job(2, 7200), Retry, ...END } }))).to.equal(4 * (1 + 2 + 3));
  });

  it("takes the shorter of the job's limit and the Task's, where the Task waits", () => {
    expect(hours(graph({ A: { ...job(1, 7200), TimeoutSeconds: 3600, ...END } }))).to.equal(1);
    const loose = {
      ...job(1, 7200),
      Resource: "arn:aws:states:::sagemaker:createTrainingJob",
      TimeoutSeconds: 60,
      ...END,
    };
    expect(hours(graph({ A: loose }))).to.equal(2);
  });

  it("counts a day where a training job's limit is not given", () => {
    const Parameters = { ResourceConfig: { InstanceType: "ml.m5.large", InstanceCount: 1 } };
    expect(hours(graph({ A: { ...job(1, 1), Parameters, ...END } }))).to.equal(24);
  });

  it("takes the most expensive branch of a Choice, also one that an error leads to", () => {
    const definition = graph({
      Which: { Type: "Choice", Choices: [{ Variable: "$.big", BooleanEquals: true, Next: "Big" }], Default: "Small" },
      Big: { ...job(10, 3600), ...END },
      Small: { ...job(1, 3600), Catch: [{ ErrorEquals: ["States.ALL"], Next: "Again" }], ...END },
      Again: { ...job(12, 3600), ...END },
    });
    expect(hours(definition)).to.equal(13);
    expect(spendCeiling(definition).byState.map(({ path, instanceHours }) => [path, instanceHours])).to.deep.equal([
      ["States.Big", 10],
      ["States.Small", 1],
      ["States.Again", 12],
    ]);
  });

  it("adds the branches of a Parallel, for each of its attempts", () => {
    const Branches = [graph({ A: { ...job(1, 3600), ...END } }), graph({ B: { ...job(2, 3600), ...END } })];
    const Retry = [{ ErrorEquals: ["States.ALL"], MaxAttempts: 1 }];
    const ceiling = spendCeiling(graph({ P: { Type: "Parallel", Branches, Retry, ...END } }));
    expect(ceiling.instanceHours).to.equal(6);
    expect(ceiling.byState).to.deep.equal([
      { path: "States.P.Branches[0].States.A", instanceHours: 2 },
      { path: "States.P.Branches[1].States.B", instanceHours: 4 },
    ]);
  });

  describe("of a Map", () => {
    const map = (over: object) =>
      graph({ M: { Type: "Map", ItemProcessor: graph({ A: { ...job(1, 3600), ...END } }), ...over, ...END } });

    it("multiplies with the items that the definition gives", () => {
      expect(hours(map({ Items: [1, 2, 3] }))).to.equal(3);
      expect(hours(map({ ItemReader: { ReaderConfig: { MaxItems: 50 } } }))).to.equal(50);
    });

    it("takes the caller's number where it does not, and says so without one", () => {
      expect(hours(map({}), { mapItems: 7 })).to.equal(7);
      expect(causes(map({}))).to.deep.equal([["States.M", "map"]]);
    });

    it("costs nothing where nothing in it does", () => {
      expect(
        causes(
          graph({ M: { Type: "Map", ItemProcessor: graph({ W: { Type: "Wait", Seconds: 1, ...END } }), ...END } }),
        ),
      ).to.deep.equal([]);
    });
  });

  it("multiplies a tuning job with its training jobs", () => {
    const { Parameters } = job(2, 3600);
    const tuning = {
      Type: "Task",
      Resource: "arn:aws:states:::sagemaker:createHyperParameterTuningJob.sync",
      Parameters: {
        HyperParameterTuningJobConfig: { ResourceLimits: { MaxNumberOfTrainingJobs: 20, MaxParallelTrainingJobs: 2 } },
        TrainingJobDefinition: Parameters,
      },
      ...END,
    };
    expect(hours(graph({ T: tuning }))).to.equal(40);
  });

  it("names what has no bound", () => {
    const transform = {
      Type: "Task",
      Resource: "arn:aws:states:::sagemaker:createTransformJob.sync",
      Parameters: { TransformResources: { InstanceType: "ml.m5.large", InstanceCount: 1 } },
    };
    const { Parameters } = job(1, 1);
    const open = { ...Parameters, ResourceConfig: { InstanceType: "ml.m5.large", "InstanceCount.$": "$.n" } };
    const server = {
      Type: "Task",
      Resource: "arn:aws:states:::sagemaker:createEndpointConfig",
      Parameters: { ProductionVariants: [{ InstanceType: "ml.m5.large", InitialInstanceCount: 1 }] },
    };
    const definition = graph({
      Transform: { ...transform, Next: "Count" },
      Count: { ...job(1, 1), Parameters: open, Next: "Server" },
      Server: { ...server, Next: "Other" },
      Other: { Type: "Task", Resource: "arn:aws:states:::states:startExecution.sync:2", Next: "Loop" },
      Loop: { ...job(1, 60), Next: "Again?" },
      "Again?": {
        Type: "Choice",
        Choices: [{ Variable: "$.again", BooleanEquals: true, Next: "Loop" }],
        Default: "Done",
      },
      Done: { Type: "Succeed" },
    });
    expect(causes(definition)).to.have.deep.members([
      ["States.Transform", "runtime"],
      ["States.Count", "count"],
      ["States.Server", "server"],
      ["States.Other", "execution"],
      ["States.Loop", "loop"],
    ]);
  });

  it("knows money where prices are given, and says when a price is missing", () => {
    const definition = graph({ A: { ...job(2, 3600), ...END } });
    expect(spendCeiling(definition, { prices: { "ml.m5.xlarge": 0.23 } }).money).to.be.closeTo(0.46, 1e-9);
    expect(spendCeiling(definition)).to.not.have.property("money");
    expect(causes(definition, { prices: {} })).to.deep.equal([["States.A", "price"]]);
  });

  it("takes anything, and a Map inside a Map by the thousand", () => {
    for (const value of [undefined, null, 5, "x", [], {}, { States: 5 }, { States: { A: null } }]) {
      expect(spendCeiling(value)).to.deep.equal({ instanceHours: 0, byState: [], unbounded: [] });
    }
    let deep: object = graph({ A: { ...job(1, 3600), ...END } });
    for (let level = 0; level < 1000; level++)
      deep = graph({ M: { Type: "Map", Items: [1], ItemProcessor: deep, ...END } });
    expect(hours(deep)).to.equal(1);
  });
});
