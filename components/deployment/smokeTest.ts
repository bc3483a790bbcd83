/** The states that ask a deployed model for predictions. Pure: plain values in, fragments out. */
import type { Retrier } from "../../asl/definition";
import { chain, type Fragment } from "../../asl/fragment";
import { format, intrinsic, path } from "../../asl/reference";
import { choice, pass, task } from "../../asl/states";
import type { DeploymentFacts, SmokeTest } from "./deploymentFacts";

/** A model that has just been loaded may take a moment more; what it refuses, it refuses again. */
const invocationRetry: Retrier[] = [
  {
    ErrorEquals: ["States.TaskFailed"],
    IntervalSeconds: 2,
    BackoffRate: 2,
    MaxAttempts: 4,
    MaxDelaySeconds: 30,
    JitterStrategy: "FULL",
  },
];

/**
 * Smoke test -> Count predictions -> Smoke test passed? The answer must hold a prediction for each row, in CSV: separated by
 * line breaks or commas.
 *
 * @param failed where errors and wrong answers lead, with `{Error, Cause}` at `$.Failure`
 */
export function smokeTestEndpoint(
  facts: DeploymentFacts,
  { rows }: SmokeTest,
  failed: Fragment,
  passed: Fragment,
): Fragment {
  const refused = chain(
    pass("Smoke test failed", {
      parameters: {
        Error: "SmokeTestFailed",
        Cause: format(
          `The endpoint ${facts.endpointName} answered ${rows.length} rows with {} predictions.`,
          path("$.Predictions.Count"),
        ),
      },
      resultPath: "$.Failure",
    }),
    failed,
  );
  return chain(
    task(
      "Smoke test",
      {
        api: "aws-sdk:sagemakerruntime:invokeEndpoint",
        parameters: {
          EndpointName: facts.endpointName,
          ContentType: "text/csv",
          Accept: "text/csv",
          Body: rows.join("\n"),
        },
      },
      {
        // The separators stand here because a line break cannot be written into an intrinsic function.
        resultSelector: { Body: path("$.Body"), Separators: ",\r\n" },
        resultPath: "$.Predictions",
        retry: invocationRetry,
        catch: [{ target: failed }],
      },
    ),
    pass("Count predictions", {
      parameters: {
        Count: intrinsic(
          "States.ArrayLength",
          intrinsic("States.StringSplit", path("$.Predictions.Body"), path("$.Predictions.Separators")),
        ),
      },
      resultPath: "$.Predictions",
    }),
    choice(
      "Smoke test passed?",
      [{ when: { Variable: "$.Predictions.Count", NumericEquals: rows.length }, then: passed }],
      { otherwise: refused },
    ),
  );
}
