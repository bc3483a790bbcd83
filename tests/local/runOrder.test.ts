import { expect } from "chai";
import { runInOrder } from "../../local/run/order";
import type { LocalPipeline } from "../../local/run/pipelines";

/** A pipeline with a task for each API, all of which name this group. */
function pipeline(name: string, group: string, ...operations: string[]): LocalPipeline {
  const task = (operation: string) => ({
    Type: "Task",
    Resource: `arn:aws:states:::aws-sdk:sagemaker:${operation}`,
    Parameters: { ModelPackageGroupName: group },
    End: true,
  });
  const States = Object.fromEntries(operations.map((operation) => [operation, task(operation)]));
  const definition = { StartAt: operations[0], States };
  return { name, machine: { definition }, roleArns: [], functions: [] } as unknown as LocalPipeline;
}

describe("runInOrder", () => {
  async function order(pipelines: LocalPipeline[], failing: string[] = []) {
    const told: string[] = [];
    const results = runInOrder(pipelines, async ({ name }) => {
      told.push(`${name} begins`);
      await new Promise((resolve) => setImmediate(resolve));
      told.push(`${name} ends`);
      if (failing.includes(name)) throw new Error(name);
      return name;
    });
    return { results: await Promise.allSettled(results), told };
  }

  const trains = pipeline("trains", "churn", "listModelPackages", "createModelPackage");
  const deploys = pipeline("deploys", "churn", "listModelPackages");

  it("runs what deploys a group's models after what registers them", async () => {
    const { results, told } = await order([deploys, trains]);
    expect(told).to.deep.equal(["trains begins", "trains ends", "deploys begins", "deploys ends"]);
    expect(results.map((result) => result.status === "fulfilled" && result.value)).to.deep.equal(["deploys", "trains"]);
  });

  it("runs all others at the same time", async () => {
    const { told } = await order([
      trains,
      pipeline("prices", "prices", "listModelPackages"),
      pipeline("other", "x", "createModel"),
    ]);
    expect(told.slice(0, 3)).to.deep.equal(["trains begins", "prices begins", "other begins"]);
  });

  it("goes on behind one that fails", async () => {
    const { results, told } = await order([trains, deploys], ["trains"]);
    expect(results.map(({ status }) => status)).to.deep.equal(["rejected", "fulfilled"]);
    expect(told.at(-1)).to.equal("deploys ends");
  });
});
