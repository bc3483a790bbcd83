/** The states that ask an asynchronous endpoint for predictions. Pure: plain values in, fragments out. */
import type { Retrier } from "../../asl/definition";
import { chain, type Fragment } from "../../asl/fragment";
import { format, intrinsic, path, type Reference } from "../../asl/reference";
import { pass, task } from "../../asl/states";
import { s3Uri } from "../trainingSteps";
import type { Asynchronous, DeploymentFacts, DeploymentPlan } from "./deploymentFacts";
import { untilSettled } from "./endpointChecks";
import { countPredictions, SEPARATORS, smokeTestRetry } from "./smokeTest";

/** At most so often an answer is looked for: one look is about 20 events of an execution's 25,000. */
const MOST_LOOKS = 100;

/** S3 reports throttling under several names, and looking and reading do no harm. */
const s3Retry: Retrier[] = smokeTestRetry;

/**
 * Smoke test -> wait until there is an answer or a failure -> Read answer -> Count predictions -> Smoke test passed? The
 * endpoint takes rows from S3 and puts its answer there.
 *
 * Sources: https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_runtime_InvokeEndpointAsync.html,
 * https://docs.aws.amazon.com/sagemaker/latest/dg/async-inference-check-predictions.html
 *
 * @param failed where errors, failures and wrong answers lead, with `{Error, Cause}` at `$.Failure`
 */
export function smokeTestAsynchronousEndpoint(
  facts: DeploymentFacts,
  { smokeTest: { rows }, patience }: DeploymentPlan,
  asynchronous: Asynchronous,
  failed: Fragment,
  passed: Fragment,
): Fragment {
  const { answers, failures } = asynchronous;
  const refused = (name: string, says: string) =>
    chain(
      pass(name, {
        parameters: {
          Error: "SmokeTestFailed",
          Cause: format(
            `The endpoint ${facts.endpointName} ${says} ${s3Uri(facts, failures)}{}`,
            path("$.Answer.Failure"),
          ),
        },
        resultPath: "$.Failure",
      }),
      failed,
    );
  const { intervalInSeconds, timeoutInSeconds } = patience;
  const look = chain(
    find(facts, "Check answer", { key: keyOf(answers, "$.Answer.Output"), resultPath: "$.Answer.Given" }, failed),
    find(
      facts,
      "Check failed answer",
      { key: keyOf(failures, "$.Answer.Failure"), resultPath: "$.Answer.Failed" },
      failed,
    ),
  );
  const settled = untilSettled(
    {
      patience: { intervalInSeconds, timeoutInSeconds: Math.min(timeoutInSeconds, MOST_LOOKS * intervalInSeconds) },
      ends: [
        {
          when: { Variable: "$.Answer.Given.Count", NumericGreaterThan: 0 },
          then: chain(readAnswer(facts, answers, failed), countPredictions(facts, rows, failed, passed)),
        },
        {
          when: { Variable: "$.Answer.Failed.Count", NumericGreaterThan: 0 },
          then: refused("Smoke test not answered", `could not answer ${rows.length} rows. The reason is in`),
        },
      ],
      timedOut: refused(
        "Smoke test timed out",
        `had not answered ${rows.length} rows when their time was up, nor written`,
      ),
    },
    look,
    "answer",
  );
  return chain(ask(facts, asynchronous, failed), settled);
}

/** Leaves the last parts of the keys of answer and failure at `$.Answer`. */
function ask(facts: DeploymentFacts, { request, answers, failures }: Asynchronous, failed: Fragment): Fragment {
  return task(
    "Smoke test",
    {
      api: "aws-sdk:sagemakerruntime:invokeEndpointAsync",
      parameters: {
        EndpointName: facts.endpointName,
        ContentType: "text/csv",
        Accept: "text/csv",
        InputLocation: s3Uri(facts, request),
      },
    },
    {
      resultSelector: {
        Output: lastPart("$.OutputLocation", answers),
        Failure: lastPart("$.FailureLocation", failures),
      },
      resultPath: "$.Answer",
      retry: smokeTestRetry,
      catch: [{ target: failed }],
    },
  );
}

/** What is behind the bucket and the prefix of an S3 URI, which are known: the role stays with those. */
function lastPart(uri: string, prefix: string): Reference {
  return intrinsic(
    "States.ArrayGetItem",
    intrinsic("States.StringSplit", path(uri), "/"),
    `s3:/b/${prefix}`.split("/").length - 1,
  );
}

const keyOf = (prefix: string, last: string) => format(`${prefix}{}`, path(last));

/** Listing finds what is not there without an error, for which GetObject and HeadObject have several names. */
function find(
  { bucket }: DeploymentFacts,
  name: string,
  { key, resultPath }: { key: Reference; resultPath: string },
  failed: Fragment,
): Fragment {
  return task(
    name,
    { api: "aws-sdk:s3:listObjectsV2", parameters: { Bucket: bucket, Prefix: key, MaxKeys: 1 } },
    { resultSelector: { Count: path("$.KeyCount") }, resultPath, retry: s3Retry, catch: [{ target: failed }] },
  );
}

function readAnswer({ bucket }: DeploymentFacts, answers: string, failed: Fragment): Fragment {
  return task(
    "Read answer",
    { api: "aws-sdk:s3:getObject", parameters: { Bucket: bucket, Key: keyOf(answers, "$.Answer.Output") } },
    {
      resultSelector: { Body: path("$.Body"), Separators: SEPARATORS },
      resultPath: "$.Predictions",
      retry: s3Retry,
      catch: [{ target: failed }],
    },
  );
}
