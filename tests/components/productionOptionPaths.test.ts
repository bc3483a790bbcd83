import { expect } from "chai";
import { everyPath, type Paths } from "../support/executions/everyPath";
import { leftovers, losses } from "../support/faults/injectFaults";
import { noticesOf } from "../support/faults/noticesOf";
import { productionOptions, productionPipeline } from "../support/scenarios/production";

const told = noticesOf("churn");

/** What scenarios end with; by their names, whatever the option. */
const ENDS: Record<string, string> = {
  "foreign data": "InvalidInput: was given foreign data",
  "invalid data": "InvalidData: found invalid data",
  "preprocessing stopped": "JobStopped: failed",
  "low quality": "LowQuality: found low quality",
  "registration fails": "RegistrationFailed: failed",
  "registry never completes": "RegistrationFailed: failed",
  "training stopped": "JobStopped: failed",
  "search stopped": "JobStopped: failed",
  "predictions stopped": "JobStopped: failed",
  "no predictions": "States.TaskFailed: failed",
  "no new model needed": "SUCCEEDED: ",
};

/** What is different with several candidates, of which one may fail, and with partitions. */
const failedPartitions = (end: string) =>
  Object.fromEntries(
    ["low quality", "registry never completes", "training stopped", "predictions stopped", "no predictions"].map(
      (name) => [name, end],
    ),
  );
const tolerated = { "registration fails": "SUCCEEDED: registered models" };
const OTHER_ENDS: Record<string, Record<string, string>> = {
  candidates: Object.fromEntries(
    ["training stopped", "predictions stopped", "no predictions"].map((name) => [
      name,
      "SUCCEEDED: registered a model",
    ]),
  ),
  "partitions inline": {
    ...tolerated,
    ...failedPartitions("PartitionsFailed: failed"),
    "too many partitions": "TooManyPartitions: failed",
    "objects of another form": "States.IntrinsicFailure: failed",
  },
  "partitions distributed": { ...tolerated, ...failedPartitions("States.ExceedToleratedFailureThreshold: failed") },
  "partitions in batches": { ...tolerated, ...failedPartitions("States.ExceedToleratedFailureThreshold: failed") },
};

const usual = (option: string) => `SUCCEEDED: registered ${option.startsWith("partitions") ? "models" : "a model"}`;

describe("every path of ProductionTrainingPipeline, by option", function () {
  this.timeout(60_000);
  for (const [option, given] of Object.entries(productionOptions)) {
    it(option, async () => {
      const pipeline = await productionPipeline(given);
      const { runs, coverage, largest }: Paths = await everyPath(pipeline, "churn", given.scenarios(pipeline));
      expect([coverage.neverEntered, coverage.neverTaken]).to.deep.equal([[], []]);
      expect(largest.bytes).to.be.lessThan(64 * 1024);
      for (const [name, run] of runs) {
        const end = `${run.execution.error ?? run.execution.status}: ${told(run).join()}`;
        expect(end, name).to.equal(OTHER_ENDS[option]?.[name] ?? ENDS[name] ?? usual(option));
        expect(losses(run), name).to.deep.equal([]);
        // Step Functions stops the other executions of a map run in which too many have failed: they cannot clear up.
        const isStopped = run.execution.error === "States.ExceedToleratedFailureThreshold";
        if (!isStopped) expect(leftovers(run), name).to.deep.equal([]);
      }
    });
  }
});
