import { expect } from "chai";
import { walkStates } from "../../asl/walk";
import { runScenario } from "../support/executions/everyPath";
import {
  endsAsUsual,
  endsWithItsError,
  type FaultDesign,
  goesUnnoticed,
  injectFaults,
  type Judge,
  keepsTheFirstError,
  leftovers,
} from "../support/faults/injectFaults";
import { noticesOf } from "../support/faults/noticesOf";
import {
  manyPartitions,
  type ProductionOption,
  productionOptions,
  productionPipeline,
} from "../support/scenarios/production";

const told = { noticesOf: noticesOf("churn") };
const asUsual = endsAsUsual(told);

const judging = (judge: Judge, ...states: string[]) => Object.fromEntries(states.map((state) => [state, judge]));

/** States that every option has. */
const COMMON: FaultDesign["judges"] = {
  ...judging(
    goesUnnoticed(told),
    ...["NotifySuccess", "NotifyFailure", "NotifyForeignData", "NotifyValidationFailure", "NotifyLowQuality"],
  ),
  // What cannot be deleted is left, and told of.
  "Delete model": endsWithItsError({ ...told, keeps: ["models"] }),
  ...judging(keepsTheFirstError(told), "Delete model after failure", "RejectVersion"),
};

/** One candidate of several: the others go on; its model is left only where it cannot be deleted. */
const othersGoOn: Judge = (faulty) => {
  const isDeletion = faulty.state.startsWith("Delete model");
  return asUsual(faulty).filter((problem) => !isDeletion || !problem.startsWith("changed"));
};

/** A state of every partition: all fail. */
const allPartitionsFail: Judge = ({ state, run }) => {
  const { error = "" } = run.execution;
  const isStopped = error === "States.ExceedToleratedFailureThreshold";
  const left = isStopped || state.startsWith("Delete model") ? [] : leftovers(run);
  return [
    ...(isStopped || error === "PartitionsFailed" ? [] : [`ended ${error}`]),
    ...(told.noticesOf(run).join() === "failed" ? [] : [`sent the notices ${told.noticesOf(run).join()}`]),
    ...left.map(({ name }) => `${name} is left`),
  ];
};

const candidateStates = ["shallow", "deep"].flatMap((name) =>
  ["TrainModel", "Save model", "Predict held-out rows", "Delete model", "Delete model after failure"].map(
    (state) => `${state} (${name})`,
  ),
);
const ofPartition = judging(
  allPartitionsFail,
  ...["TrainModel", "Save model", "Predict held-out rows", "Delete model", "Delete model after failure"],
  ...["EvaluateModel", "RegisterModel", "DescribeVersion", "RecordLineage", "SetApproval"],
);
// It clears up after one partition that fails, which is tolerated.
const partitions = { ...ofPartition, RejectVersion: asUsual };

const JUDGES: Record<string, FaultDesign["judges"]> = {
  candidates: judging(othersGoOn, ...candidateStates),
  "partitions inline": partitions,
  "partitions distributed": partitions,
  "partitions in batches": partitions,
  cache: judging(
    asUsual,
    ...["Look up preprocess", "List prepared rows", "Copy prepared rows", "Keep preprocess"],
    ...["Look up train", "Is the model there?", "Keep train"],
  ),
};

describe("faults in every task of ProductionTrainingPipeline, by option", function () {
  this.timeout(60_000);
  const { none, ...options } = productionOptions;
  let common: Set<string>;

  before(async () => {
    const { definition } = await productionPipeline(none!);
    common = new Set([...walkStates(definition)].map(({ name }) => name));
  });

  const inject = async (option: string, given: ProductionOption, states?: FaultDesign["states"]) => {
    const pipeline = await productionPipeline(given);
    const judges = { ...COMMON, ...JUDGES[option] };
    const scenarios = given.scenarios(pipeline);
    const { problems, executions } = await injectFaults(pipeline, {
      ...told,
      scenarios,
      judges,
      ...(states && { states }),
    });
    expect(problems).to.deep.equal([]);
    expect(executions).to.be.greaterThan(20);
  };

  it("none", () => inject("none", none!));

  for (const [option, given] of Object.entries(options)) {
    // In a Map the states of every pipeline are in another place, and a limit on drift changes what they are asked; elsewhere
    // an option's own states are what is new.
    const isOther =
      option.startsWith("partitions") || option === "driftLimit" ? () => true : (state: string) => !common.has(state);
    it(option, () => inject(option, given, isOther));
  }
});

describe("1,000 partitions", function () {
  this.timeout(60_000);

  for (const option of ["partitions distributed", "partitions in batches"]) {
    it(`${option}: the state stays under 64 KB`, async () => {
      const pipeline = await productionPipeline(productionOptions[option]!);
      const { execution, largest, after } = await runScenario(pipeline, manyPartitions(1000));
      expect(execution.status, execution.cause).to.equal("SUCCEEDED");
      expect(largest.bytes).to.be.lessThan(64 * 1024);
      expect(after.models).to.deep.equal([]);
    });
  }
});
