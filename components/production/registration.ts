/** The states that put a model into the registry. Pure: plain values in, fragments out. */
import { chain, type Fragment, goTo } from "../../asl/fragment";
import { format, intrinsic, path, Reference } from "../../asl/reference";
import { type CatchTarget, choice, pass, task, wait } from "../../asl/states";
import { lineageProperties, type LineageKey, recordLineage } from "./lineage";
import { sdkRetry } from "../trainingSteps";
import type { TrainingPlan } from "./candidates";
import { featuresOf } from "./featureSets";
import { parametersOf } from "./parameters";
import type { ProductionFacts } from "./productionFacts";
import { versionArn } from "./productionVersion";

/** Seconds between two looks at a version that is not complete yet. */
const POLL_SECONDS = 5;

/** Looks at a version until it counts as incomplete: ten minutes, where seconds are usual. */
const MOST_CHECKS = 120;

/**
 * Registers the model at `$.Evaluation.Result.Best` as a version that waits for approval, records its lineage, and then gives
 * it the approval status of the settings: no version can be deployed that cannot be traced back. When something fails in
 * between, the version is rejected. Leaves `$.Registered` = {Group, Version, ModelPackageArn}.
 */
export function registerModel(
  facts: ProductionFacts,
  record: LineageKey,
  plan: TrainingPlan,
  { then, failed }: { then: Fragment; failed: Fragment },
): Fragment {
  const rejected = rejectVersion(facts, failed);
  const { parameters, described } = parametersOf(facts, plan, failed);
  const { features, chosen } = featuresOf(plan);
  const made = { ...record, ...(features !== undefined && { features }) };
  const recorded = chain(
    recordLineage(facts, { ...made, parameters }, [{ target: rejected }]),
    setApproval(facts, [{ target: rejected }]),
    then,
  );
  const registered = chain(
    pass("Lineage of the model", { parameters: lineageProperties(facts, made), resultPath: "$.Lineage" }),
    createVersion(facts, record, [{ target: failed }]),
    awaitVersion(facts, recorded, rejected),
  );
  const looked = chosen ? chain(chosen, registered) : registered;
  return described ? chain(described, looked) : looked;
}

/** `States.JsonMerge` merges in one way only: https://docs.aws.amazon.com/step-functions/latest/dg/intrinsic-functions.html */
export const SHALLOW = new Reference("false");

function createVersion(facts: ProductionFacts, { identity }: LineageKey, errors: CatchTarget[]): Fragment {
  const { group } = facts.registry;
  return task(
    "RegisterModel",
    {
      api: "aws-sdk:sagemaker:createModelPackage",
      parameters: {
        // One version, however often the call is tried: the token has at most 36 characters.
        ClientToken: intrinsic("States.Hash", identity, "MD5"),
        ModelPackageGroupName: group,
        ModelPackageDescription: format(`${facts.pipeline}, execution {}`, path("$.Run.Name")),
        ModelApprovalStatus: "PendingManualApproval",
        InferenceSpecification: {
          Containers: [{ Image: facts.image, ModelDataUrl: path("$.Evaluation.Result.Best.ModelDataUrl") }],
          SupportedContentTypes: ["text/csv"],
          SupportedResponseMIMETypes: ["text/csv"],
        },
        ModelMetrics: {
          ModelQuality: {
            Statistics: { ContentType: "application/json", S3Uri: path("$.Evaluation.Result.MetricsUri") },
          },
        },
        CustomerMetadataProperties: intrinsic(
          "States.JsonMerge",
          path("$.Evaluation.Result.Metrics"),
          path("$.Lineage"),
          SHALLOW,
        ),
      },
    },
    {
      resultSelector: {
        Group: group,
        ModelPackageArn: path("$.ModelPackageArn"),
        Version: intrinsic("States.ArrayGetItem", intrinsic("States.StringSplit", path("$.ModelPackageArn"), "/"), 2),
      },
      resultPath: "$.Registered",
      retry: sdkRetry,
      catch: errors,
    },
  );
}

/** CreateModelPackage answers before the version is complete. */
function awaitVersion(facts: ProductionFacts, then: Fragment, rejected: Fragment): Fragment {
  const describe = "DescribeVersion";
  const status = "$.Registered.Status.ModelPackageStatus";
  const incomplete = pass("Version is not complete", {
    parameters: {
      Error: "RegistrationFailed",
      Cause: format("The registry has the new version in the status {}.", path(status)),
    },
    resultPath: "$.Failure",
  });
  const counted = pass("Count checks of the version", {
    parameters: { Checks: intrinsic("States.MathAdd", path("$.Wait.Checks"), 1) },
    resultPath: "$.Wait",
  });
  return chain(
    pass("Begin to check the version", { result: { Checks: 1 }, resultPath: "$.Wait" }),
    task(
      describe,
      {
        api: "aws-sdk:sagemaker:describeModelPackage",
        parameters: { ModelPackageName: versionArn(facts, "$.Registered.Version") },
      },
      {
        resultSelector: { ModelPackageStatus: path("$.ModelPackageStatus") },
        resultPath: "$.Registered.Status",
        retry: sdkRetry,
        catch: [{ target: rejected }],
      },
    ),
    choice(
      "Version complete?",
      [
        { when: { Variable: status, StringEquals: "Completed" }, then },
        {
          when: {
            And: [
              { Or: ["Pending", "InProgress"].map((StringEquals) => ({ Variable: status, StringEquals })) },
              { Variable: "$.Wait.Checks", NumericLessThan: MOST_CHECKS },
            ],
          },
          then: chain(wait("Wait for the version", { seconds: POLL_SECONDS }), counted, goTo(describe)),
        },
      ],
      { otherwise: chain(incomplete, rejected) },
    ),
  );
}

function setApproval(facts: ProductionFacts, errors: CatchTarget[]): Fragment {
  return task(
    "SetApproval",
    {
      api: "aws-sdk:sagemaker:updateModelPackage",
      parameters: {
        ModelPackageArn: versionArn(facts, "$.Registered.Version"),
        ModelApprovalStatus: facts.registry.approval,
        ApprovalDescription: format(`${facts.metric} {}`, path("$.Evaluation.Result.Value")),
      },
    },
    { resultPath: null, retry: sdkRetry, catch: errors },
  );
}

/** Rejects the version for the error at `$.Failure`, which is what is told of also when this fails. */
function rejectVersion(facts: ProductionFacts, failed: Fragment): Fragment {
  return chain(
    task(
      "RejectVersion",
      {
        api: "aws-sdk:sagemaker:updateModelPackage",
        parameters: {
          ModelPackageArn: versionArn(facts, "$.Registered.Version"),
          ModelApprovalStatus: "Rejected",
          ApprovalDescription: format("The execution failed: {}", path("$.Failure.Error")),
        },
      },
      { resultPath: null, retry: sdkRetry, catch: [{ target: failed, resultPath: "$.CleanUpFailure" }] },
    ),
    failed,
  );
}
