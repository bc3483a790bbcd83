import { sfn } from "@pulumi/aws";
import { expect } from "chai";
import { chain, define, type Fragment } from "../../asl/fragment";
import { pass, succeed } from "../../asl/states";
import { trainCandidates } from "../../components/production/candidates";
import { forEachPartition, partitionFailed } from "../../components/production/partitions";
import { partitionPlaces, runPlaces } from "../../components/production/places";
import { pipelineFailed } from "../../components/trainingSteps";
import { XGBOOST_RANGES } from "../../components/tuningSteps";
import { testPipeline } from "../support/executions/testPipeline";
import { leftovers } from "../support/faults/injectFaults";
import { productionFacts } from "../support/productionFacts";

const facts = productionFacts();
const candidates = [{ name: "deep", hyperparameters: { max_depth: "8" } }];

/** An execution of a fragment alone, behind `$.Run`. */
function machineOf(fragment: Fragment) {
  const begin = pass("Begin run", {
    result: { Run: { Name: "run-1", Arn: "arn", StartTime: "2026-01-01T00:00:00Z" } },
  });
  const definition = JSON.stringify(define(chain(begin, fragment, succeed("Done"))));
  const roleArn = "arn:aws:iam::123456789012:role/machine";
  return testPipeline(() => new sfn.StateMachine("m", { name: "m", roleArn, definition }), "m");
}

describe("states that train", () => {
  it("say of a search that was stopped before its first trial had ended that it was stopped", async () => {
    const tuning = { trials: 2, parallelTrials: 2, strategy: "Random", ranges: XGBOOST_RANGES };
    const machine = await machineOf(trainCandidates(facts, runPlaces(facts), { candidates, tuning }, pipelineFailed));
    const { execution } = await machine.run({
      script: { tasks: { TuneModel: () => ({ kind: "jobStops", isError: false }) } },
    });
    expect(execution).to.include({ status: "FAILED", error: "JobStopped" });
  });

  it("let the other partitions of a batch end, so that no model of theirs is left", async () => {
    const body = chain(
      trainCandidates(facts, partitionPlaces(facts), { candidates }, partitionFailed),
      pass("Partition trained", { parameters: {} }),
    );
    const plan = { mode: "DISTRIBUTED" as const, maxConcurrency: 10, batchSize: 4, toleratedFailures: 4 };
    const machine = await machineOf(forEachPartition(facts, plan, { body, carried: [], failed: pipelineFailed }));
    const account = machine.newAccount();
    for (let number = 1; number <= 8; number++) {
      account.memory.objects.set(`${facts.bucket}/runs/run-1/prepared/partitions/train/p${number}.csv`, "1,2");
    }
    const run = await machine.run({
      account,
      script: {
        tasks: {
          "Predict held-out rows": ({ attempt }) =>
            attempt === 1 ? { kind: "jobFails", reason: "no rows" } : undefined,
        },
      },
    });
    expect(run.execution.status, run.execution.cause).to.equal("SUCCEEDED");
    expect(leftovers(run)).to.deep.equal([]);
    const [, failed] = [...account.memory.objects].find(([key]) => key.endsWith("/FAILED_0.json"))!;
    expect((JSON.parse(failed) as { Cause: string }[])[0]!.Cause).to.match(/^Failed partitions: \["p\d"\]$/);
    await account.close();
  });
});
