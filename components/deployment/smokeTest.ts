/** The states that ask a deployed model for predictions. Pure: plain values in, fragments out. */
import type { Retrier } from "../../asl/definition";
import { chain, type Fragment } from "../../asl/fragment";
import { format, intrinsic, path } from "../../asl/reference";
import { choice, pass, task } from "../../asl/states";
import { soonAgain } from "../retries";
import type { DeploymentFacts, SmokeTest } from "./deploymentFacts";

/** A model that has just been loaded may take a moment more; what it refuses, it refuses again. */
export const smokeTestRetry: Retrier[] = [soonAgain("States.TaskFailed")];

/** Of predictions in an answer. They stand in data because a line break cannot be written into an intrinsic function. */
export const SEPARATORS = ",\r\n";

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
        resultSelector: { Body: path("$.Body"), Separators: SEPARATORS },
        resultPath: "$.Predictions",
        retry: smokeTestRetry,
        catch: [{ target: failed }],
      },
    ),
    countPredictions(facts, rows, failed, passed),
  );
}

/** Count predictions -> Smoke test passed? The answer, and what separates its predictions, are at `$.Predictions`. */
export function countPredictions(
  { endpointName }: DeploymentFacts,
  rows: string[],
  failed: Fragment,
  passed: Fragment,
): Fragment {
  const refused = chain(
    pass("Smoke test failed", {
      parameters: {
        Error: "SmokeTestFailed",
        Cause: format(
          `The endpoint ${endpointName} answered ${rows.length} rows with {} predictions.`,
          path("$.Predictions.Count"),
        ),
      },
      resultPath: "$.Failure",
    }),
    failed,
  );
  return chain(
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
