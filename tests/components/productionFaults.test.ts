import { expect } from "chai";
import { ProductionTrainingPipeline } from "../../components/productionTrainingPipeline";
import type { Happening } from "../support/executions/script";
import { testPipeline } from "../support/executions/testPipeline";
import { endsWithItsError, goesUnnoticed, injectFaults, type Judge } from "../support/faults/injectFaults";
import { noticesOf } from "../support/faults/noticesOf";
import { goodFunctions, invalidAnswer, poorAnswer } from "../support/productionScript";

const denied: Happening = { kind: "error", error: "SageMaker.SageMakerException", cause: "not authorized" };
const failing: Happening = { kind: "jobFails", reason: "AlgorithmError: a row" };
const told = noticesOf("churn");

/** Clean-up after another failure: that one is told of, not this one. */
const keepsTheFirstError: Judge = ({ run, baseline }) =>
  run.execution.error === baseline.execution.error && told(run).join() === "failed"
    ? []
    : [`ended with ${run.execution.error ?? ""} and the notices ${told(run).join()}`];

describe("faults in every task of ProductionTrainingPipeline", () => {
  it("end as designed, are told of once and leave nothing behind", async () => {
    const pipeline = await testPipeline(() => new ProductionTrainingPipeline("churn"), "churn");
    const functions = goodFunctions;
    const approved = { ModelPackageSummaryList: [{ ModelPackageVersion: 1 }] };
    const { executions, problems } = await injectFaults(pipeline, {
      scenarios: [
        { name: "success", script: { functions } },
        {
          name: "a version in production",
          script: {
            functions,
            tasks: {
              FindProduction: () => ({ kind: "answers", result: approved }),
              DescribeProduction: () => ({ kind: "answers", result: { ModelPackageVersion: 1 } }),
            },
          },
        },
        { name: "invalid data", script: { functions: { ...functions, "churn-validate": () => invalidAnswer } } },
        { name: "low quality", script: { functions: { ...functions, "churn-evaluate": poorAnswer } } },
        { name: "foreign data", script: { functions }, input: { DataSource: "s3://elsewhere/data.csv" } },
        { name: "no predictions", script: { functions, tasks: { "Predict held-out rows": () => failing } } },
        { name: "no approval", script: { functions, tasks: { SetApproval: () => denied } } },
      ],
      noticesOf: told,
      judges: {
        // What cannot be deleted is left, and told of.
        "Delete model": endsWithItsError({ noticesOf: told, keeps: ["models"] }),
        "Delete model after failure": keepsTheFirstError,
        RejectVersion: keepsTheFirstError,
        ...Object.fromEntries(
          ["NotifySuccess", "NotifyFailure", "NotifyForeignData", "NotifyValidationFailure", "NotifyLowQuality"].map(
            (state) => [state, goesUnnoticed({ noticesOf: told })],
          ),
        ),
      },
    });
    expect(problems).to.deep.equal([]);
    expect(executions).to.be.greaterThan(150);
  });
});
