/** The end that AWS's samples of single jobs have: ValidateOutput, then Succeed or Fail. */
import type { Fragment } from "../asl/fragment";
import { choice, fail, succeed } from "../asl/states";

/**
 * Goes on to `Succeed` when a job's result has an ARN and says that the job is complete: a job that was stopped ends
 * without an error.
 *
 * Source: https://docs.aws.amazon.com/step-functions/latest/dg/connect-sagemaker.html (labeling and processing samples)
 *
 * @param result JSONPath of the job's result: `$.Processing`
 * @param kind as in the result's members: `ProcessingJob`
 */
export function validateOutput(result: string, kind: string): Fragment {
  const isComplete = {
    And: [
      { Not: { Variable: `${result}.${kind}Arn`, StringEquals: "" } },
      { Variable: `${result}.${kind}Status`, StringEquals: "Completed" },
    ],
  };
  return choice("ValidateOutput", [{ when: isComplete, then: succeed("Succeed") }], {
    otherwise: fail("Fail", {
      error: "InvalidOutput",
      cause: "The job's result has no ARN, or the job was stopped before it was complete.",
    }),
  });
}
