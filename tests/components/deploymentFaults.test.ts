import { expect } from "chai";
import { walkStates } from "../../asl/walk";
import { goesUnnoticed, injectFaults, type Judge, keepsTheFirstError } from "../support/faults/injectFaults";
import { noticesOf } from "../support/faults/noticesOf";
import { deploymentOptions, deploymentPipeline, deploymentScenarios } from "../support/scenarios/deployment";

const told = { noticesOf: noticesOf("churn") };

/** The deployment stands, and people are told what is left of the one before. */
const leavesThePrevious: Judge = ({ run }) => {
  const { status } = run.execution;
  const notices = told.noticesOf(run);
  return status === "SUCCEEDED" && String(notices) === "succeeded, with a leftover"
    ? []
    : [`${status}: ${notices.join()}`];
};

/** States that undo a deployment, and those that delete what the endpoint served before. */
const UNDO = [
  ...["Delete new model", "Delete new endpoint config", "Find new endpoint", "Check endpoint to delete"],
  ...["Delete new endpoint", "Check deleted endpoint", "Check endpoint to roll back", "Roll back endpoint"],
  ...["Check rolled back endpoint", "Deregister scalable target", "Delete trial config"],
];
const NOTICES = ["NotifySuccess", "NotifyFailure", "NotifyLeftover", "NotifyKept"];
const CLEAN_UP = ["Delete config of trial", "Delete previous config", "Delete previous model"];

const judging = (states: string[], judge: Judge) => Object.fromEntries(states.map((state) => [state, judge]));

const judges = {
  ...judging(UNDO, keepsTheFirstError(told)),
  ...judging(NOTICES, goesUnnoticed(told)),
  ...judging(CLEAN_UP, leavesThePrevious),
};

describe("faults in every task of ModelDeploymentPipeline", function () {
  this.timeout(60_000);

  it("end the execution as designed, with one notice, and leave nothing", async () => {
    const pipeline = await deploymentPipeline();
    const scenarios = deploymentScenarios(pipeline);
    const { executions, problems } = await injectFaults(pipeline, { ...told, scenarios, judges });
    expect(problems).to.deep.equal([]);
    expect(executions).to.be.greaterThan(250);
  });

  for (const [option, { args, scenarios }] of Object.entries(deploymentOptions)) {
    it(`${option}: so do those of its own`, async () => {
      const { definition } = await deploymentPipeline();
      const common = new Set([...walkStates(definition)].map(({ name }) => name));
      const pipeline = await deploymentPipeline(args);
      const { problems } = await injectFaults(pipeline, {
        ...told,
        scenarios: scenarios(pipeline),
        judges,
        states: (name) => !common.has(name),
      });
      expect(problems).to.deep.equal([]);
    });
  }
});
