/**
 * The states that try a model beside the one in production, on the requests of clients, and compare the two. Pure: plain
 * values in, fragments out.
 */
import { chain, type Fragment } from "../../asl/fragment";
import { context, format, path } from "../../asl/reference";
import { choice, pass, task, wait } from "../../asl/states";
import { jobTags } from "../parts/tags";
import { lambdaRetry, s3Uri, sagemakerRetry, volumeKey } from "../trainingSteps";
import type { DeploymentFacts, DeploymentPlan, Trial } from "./deploymentFacts";
import { CONFIG_NAME, dataCaptureConfig, PRODUCTION_VARIANT, variantOf } from "./endpointConfig";
import { NOT_PROMOTED, type Undo } from "./undo";

/** The variant that is tried. */
const CANDIDATE_VARIANT = "candidate";

/** Where comparisons are kept. */
export const COMPARISONS = "comparisons/";

/** Where captured requests and answers are. */
export const CAPTURE = "capture/";

/** What the states around a trial are. */
interface TrialSurroundings {
  undo: Undo;
  /** Waits until the endpoint serves the config at `$.Trial`. */
  deployed: (then: Fragment) => Fragment;
  /** What an update keeps of a variant. */
  kept: object;
  /** Where a candidate leads that is to take over. */
  promoted: Fragment;
}

/**
 * Create trial config -> Update endpoint for trial -> wait until it is in service -> Begin trial -> Wait for requests ->
 * Compare variants -> Promote candidate? The config in production is at `$.Previous`, the candidate's model at `$.Model`. Leaves
 * the trial's config at `$.Trial`, and what came of it at `$.Comparison`. A candidate that is not to take over is undone, as
 * what has failed is, with `CandidateNotPromoted` at `$.Failure`.
 *
 * Sources: https://docs.aws.amazon.com/sagemaker/latest/dg/model-shadow-deployment.html,
 * https://docs.aws.amazon.com/sagemaker/latest/dg/model-ab-testing.html
 */
export function tryCandidate(
  facts: DeploymentFacts,
  plan: DeploymentPlan,
  trial: Trial,
  { undo, deployed, kept, promoted }: TrialSurroundings,
): Fragment {
  const lost = chain(
    pass("Candidate not promoted", {
      parameters: {
        Error: NOT_PROMOTED,
        Cause: format("The version in production is kept: {}", path("$.Comparison.Reason")),
      },
      resultPath: "$.Failure",
    }),
    undo.endpoint,
  );
  const tried = chain(
    pass("Begin trial", { parameters: { From: context("State.EnteredTime") }, resultPath: "$.Trial.Period" }),
    wait("Wait for requests", { seconds: trial.durationInSeconds }),
    compare(facts, trial, undo.endpoint),
    choice(
      "Promote candidate?",
      [{ when: { Variable: "$.Comparison.Promote", BooleanEquals: true }, then: promoted }],
      {
        otherwise: lost,
      },
    ),
  );
  return chain(
    createTrialConfig(facts, plan, trial, undo.config),
    task(
      "Update endpoint for trial",
      {
        api: "sagemaker:updateEndpoint",
        parameters: {
          EndpointName: facts.endpointName,
          EndpointConfigName: facts.names.again("config", path("$.Trial.Suffix")),
          ...kept,
        },
      },
      { resultPath: null, retry: sagemakerRetry, catch: [{ target: undo.endpoint }] },
    ),
    deployed(tried),
  );
}

/** A shadow gets copies of requests, and its answers go nowhere but to S3; a variant of a test answers its share. */
function createTrialConfig(facts: DeploymentFacts, plan: DeploymentPlan, trial: Trial, failed: Fragment): Fragment {
  const { names } = facts;
  const { isShadow, percentage } = trial;
  const production = variantOf(plan, {
    name: PRODUCTION_VARIANT,
    model: names.again("model", names.suffixOf(path("$.Previous.Model"), "model")),
    weight: isShadow ? 100 : 100 - percentage,
  });
  const candidate = variantOf(plan, {
    name: CANDIDATE_VARIANT,
    model: names.again("model", path("$.Model.Suffix")),
    weight: percentage,
  });
  const dataCapture = { destination: s3Uri(facts, CAPTURE), percentage: 100 };
  return task(
    "Create trial config",
    {
      api: "sagemaker:createEndpointConfig",
      parameters: {
        EndpointConfigName: names.nameOf("config"),
        ProductionVariants: isShadow ? [production] : [production, candidate],
        ...(isShadow && { ShadowProductionVariants: [candidate] }),
        // All of it, whatever is kept at other times: what is not kept cannot be compared.
        DataCaptureConfig: dataCaptureConfig(facts, { dataCapture }),
        KmsKeyId:
          "instanceType" in plan.serving ? volumeKey({ ...facts, instanceType: plan.serving.instanceType }) : undefined,
        Tags: jobTags(facts.tags),
      },
    },
    {
      resultSelector: { Name: CONFIG_NAME, Suffix: names.suffixOf(CONFIG_NAME, "config") },
      resultPath: "$.Trial",
      retry: sagemakerRetry,
      catch: [{ target: failed }],
    },
  );
}

function compare(facts: DeploymentFacts, trial: Trial, failed: Fragment): Fragment {
  const { functionName, minimumRequests, maximumDisagreement, tolerance, groundTruth } = trial;
  return task(
    "Compare variants",
    {
      api: "lambda:invoke",
      parameters: {
        FunctionName: functionName,
        Payload: {
          Pipeline: facts.pipeline,
          Capture: s3Uri(facts, `${CAPTURE}${facts.endpointName}/`),
          Production: PRODUCTION_VARIANT,
          Candidate: CANDIDATE_VARIANT,
          From: path("$.Trial.Period.From"),
          To: context("State.EnteredTime"),
          MinimumRequests: minimumRequests,
          MaxDisagreement: maximumDisagreement,
          ...(tolerance !== undefined && { Tolerance: tolerance }),
          ...(groundTruth && { GroundTruth: groundTruth.prefix, Metric: groundTruth.metric }),
          Output: format(`${s3Uri(facts, COMPARISONS)}{}/`, path("$.Run.Name")),
        },
      },
    },
    {
      resultSelector: {
        Promote: path("$.Payload.Promote"),
        Reason: path("$.Payload.Reason"),
        Requests: path("$.Payload.Requests"),
        Uri: path("$.Payload.ComparisonUri"),
      },
      resultPath: "$.Comparison",
      retry: lambdaRetry,
      catch: [{ target: failed }],
    },
  );
}
