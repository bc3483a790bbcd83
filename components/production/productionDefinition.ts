/** The definition of ProductionTrainingPipeline. Pure: plain values in, a definition out. */
import type { StateMachineDefinition } from "../../asl/definition";
import { chain, define, type Fragment } from "../../asl/fragment";
import { format, path } from "../../asl/reference";
import { pass, succeed } from "../../asl/states";
import { failWith, notify, notifyFailure } from "../notificationSteps";
import { trainCandidates } from "./candidates";
import { evaluateModel } from "./evaluation";
import { partitionRecord, runRecord } from "./lineage";
import { forEachPartition, partitionFailed, type PartitionPlan } from "./partitions";
import { partitionPlaces, runPlaces } from "./places";
import type { ProductionPlan } from "./plan";
import { preprocessData } from "./preprocessing";
import type { ProductionFacts } from "./productionFacts";
import { findProduction } from "./productionVersion";
import { registerModel } from "./registration";
import { checkRetraining } from "./retraining";
import { beginRun, validateData } from "./validation";

/**
 * Find the version in production -> validate data -> preprocess -> train -> evaluate -> register -> tell. Whatever fails, or is
 * not good enough, is told of once, and fails the execution with the reason.
 */
export function productionDefinition(facts: ProductionFacts, plan: ProductionPlan): StateMachineDefinition {
  const { partitions, retrainWhen, candidates } = plan;
  const layout = {
    isPartitioned: partitions !== undefined,
    hasFeatureSets: candidates.some(({ features }) => features !== undefined),
  };
  const failed = notifyFailure(facts);
  const trained = partitions ? trainPartitions(facts, plan, partitions, failed) : trainModel(facts, plan, failed);
  const validated = validateData(facts, preprocessData(facts, layout, trained, failed), failed);
  const begun = retrainWhen ? checkRetraining(facts, retrainWhen, validated, failed) : validated;
  // Models of partitions are not compared with the one version that the registry tells of; its data may be.
  const isCompared = partitions === undefined || retrainWhen !== undefined || facts.driftLimit !== undefined;
  return define(chain(beginRun(), isCompared ? findProduction(facts, begun, failed) : begun), {
    comment: "Validates data, trains a model, compares it with the version in production and registers it",
    partition: facts.partition,
  });
}

/** What is said of a version. */
const APPROVALS = { PendingManualApproval: "waiting for approval", Approved: "approved" } as const;

/** Trains on the prepared rows, and registers what is good enough. */
function trainModel(facts: ProductionFacts, plan: ProductionPlan, failed: Fragment): Fragment {
  const places = runPlaces(facts);
  const { group, approval } = facts.registry;
  const told = notify(
    facts,
    {
      state: "NotifySuccess",
      status: "registered a model",
      cause: format(`Version {} of ${group}, ${APPROVALS[approval]}.`, path("$.Registered.Version")),
      metrics: path("$.Evaluation.Result.Metrics"),
    },
    succeed("Model registered"),
  );
  const tooLow = failWith(facts, {
    state: "NotifyLowQuality",
    status: "found low quality",
    error: "LowQuality",
    cause: path("$.Evaluation.Result.Reason"),
    metrics: path("$.Evaluation.Result.Metrics"),
  });
  const registered = registerModel(facts, runRecord, plan, { then: told, failed });
  const production = path("$.Production");
  return chain(
    trainCandidates(facts, places, plan, failed),
    evaluateModel(facts, places, { production, then: registered, tooLow, failed }),
  );
}

/** The same for each partition, whose failures are counted and not told of one by one. */
function trainPartitions(
  facts: ProductionFacts,
  plan: ProductionPlan,
  partitions: PartitionPlan,
  failed: Fragment,
): Fragment {
  const places = partitionPlaces(facts);
  const tooLow = chain(
    pass("Low quality", {
      parameters: { Error: "LowQuality", Cause: path("$.Evaluation.Result.Reason") },
      resultPath: "$.Failure",
    }),
    partitionFailed,
  );
  const trained = pass("Partition trained", {
    parameters: { Partition: path("$.Partition"), Version: path("$.Registered.Version") },
  });
  const registered = registerModel(facts, partitionRecord, plan, { then: trained, failed: partitionFailed });
  const body = chain(
    trainCandidates(facts, places, plan, partitionFailed),
    evaluateModel(facts, places, { then: registered, tooLow, failed: partitionFailed }),
  );
  const told = notify(facts, { state: "NotifySuccess", status: "registered models" }, succeed("Models registered"));
  return chain(forEachPartition(facts, partitions, { body, carried: ["Input", "Validation"], failed }), told);
}
