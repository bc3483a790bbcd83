import { expect } from "chai";
import { bayesianSearcher, type Tried } from "../../../../local/sagemaker/tuning/searchers";
import { searchSpaceOf } from "../../../../local/sagemaker/tuning/searchSpace";
import { pythonSetupTimeout } from "../../../support/python";
import { startHarness, type Harness } from "../harness";

describe("bayesianSearcher", () => {
  let jobs: Harness;
  before(async function () {
    this.timeout(pythonSetupTimeout);
    jobs = await startHarness();
  });
  after(() => jobs.close());

  const { dimensions } = searchSpaceOf({
    IntegerParameterRanges: [{ Name: "depth", MinValue: "1", MaxValue: "6" }],
  });
  const done = (depth: string, value: number): Tried => ({ values: { depth }, value, isRunning: false });

  it("gives no point that a trial has at this time, however good it looks, nor one that failed", async function () {
    this.timeout(60_000);
    const searcher = bayesianSearcher(dimensions, "seed", jobs.env);
    const tried = [
      ...[done("1", 0.1), done("2", 0.2), done("4", 0.4)],
      { values: { depth: "5" }, isRunning: false },
      { values: { depth: "6" }, isRunning: true },
    ];
    const next = await searcher.next(tried).finally(() => searcher.close());
    expect(next).to.deep.equal({ depth: "3" });
  });
});
