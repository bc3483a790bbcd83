/** The states that train one candidate and predict the held-out rows with it. Pure: plain values in, a fragment out. */
import { chain, type Fragment } from "../../asl/fragment";
import { format, path, type Reference } from "../../asl/reference";
import { pass } from "../../asl/states";
import { batchTransform, createModel, deleteModel } from "../modelSteps";
import { PREFIXES, s3Uri, trainingTask, whenCompleted } from "../trainingSteps";
import { bestTrialOf, tuneModel, type TuningJob } from "../tuningSteps";
import { cachedTraining } from "./cache";
import type { Places } from "./places";
import { preprocessingDefinition } from "./preprocessing";
import type { ProductionFacts, QualityMetric } from "./productionFacts";

/** An algorithm or feature set that is trained. */
export interface Candidate {
  /** Lower-case letters, digits and single hyphens. */
  name: string;
  hyperparameters: Record<string, string>;
  /** Numbers of the features that it takes, `1-3,7`; all when absent. */
  features?: string;
}

/** The search that takes the place of each candidate's one training job. */
export type TuningPlan = Pick<TuningJob, "trials" | "parallelTrials" | "strategy" | "ranges">;

/** A trained candidate: its name, where its predictions and its artifact are, and its training job's name. */
export interface ScoredCandidate {
  Name: string;
  Predictions: Reference;
  ModelDataUrl: Reference;
  TrainingJobName: Reference;
}

/** What a candidate's states need to know of their surroundings. */
export interface CandidateScope {
  places: Places;
  tuning?: TuningPlan;
  /** Behind each state's name, where several candidates are trained. */
  suffix: string;
  /** The last state, of what there is to tell of a trained candidate. */
  scored: (candidate: ScoredCandidate) => Fragment;
  /** Where errors lead, with `{Error, Cause}` at `$.Failure`. Nothing of the candidate's is left by then. */
  failed: Fragment;
}

/** The metric that XGBoost writes for each measure of quality, and whether more of it is better. */
const OBJECTIVES: Readonly<Record<QualityMetric, TuningJob["objective"]>> = {
  auc: { metric: "validation:auc", goal: "Maximize" },
  accuracy: { metric: "validation:accuracy", goal: "Maximize" },
  f1: { metric: "validation:f1", goal: "Maximize" },
  logloss: { metric: "validation:logloss", goal: "Minimize" },
  rmse: { metric: "validation:rmse", goal: "Minimize" },
  mae: { metric: "validation:mae", goal: "Minimize" },
  // The container has no R²; on the same rows it orders models as the squared error does.
  r2: { metric: "validation:rmse", goal: "Minimize" },
};

/**
 * TrainModel (or TuneModel) -> Save model -> Predict held-out rows -> Delete model. The model is there for the predictions
 * alone: what is registered and deployed is its artifact.
 */
export function trainCandidate(facts: ProductionFacts, candidate: Candidate, scope: CandidateScope): Fragment {
  const { suffix, failed } = scope;
  const scored = scope.scored({
    Name: candidate.name,
    Predictions: scope.places.predictions(candidate.name),
    ModelDataUrl: path("$.Training.ModelArtifacts.S3ModelArtifacts"),
    TrainingJobName: path("$.Training.TrainingJobName"),
  });
  const predicted = chain(
    deleteModel(facts, `Delete model${suffix}`, path("$.Model.Suffix"), [{ target: failed }]),
    whenCompleted(`Predictions${suffix}`, "$.Transform.TransformJobStatus", scored, failed),
  );
  const trained = chain(saveModel(facts, scope), predict(facts, candidate, scope), predicted);
  const { tuning } = scope;
  const run = (then: Fragment) =>
    tuning === undefined ? train(facts, candidate, scope, then) : tune(facts, candidate, scope, tuning, then);
  if (!facts.cache) return run(trained);
  const { image, instanceCount, metric } = facts;
  const definition = { image, instanceCount, candidate, rows: preprocessingDefinition(facts), tuning, metric };
  return cachedTraining(facts, { definition, suffix }, run, trained);
}

function train(facts: ProductionFacts, candidate: Candidate, scope: CandidateScope, then: Fragment): Fragment {
  const { suffix, failed } = scope;
  const job = {
    ...facts,
    hyperparameters: candidate.hyperparameters,
    channels: channelsOf(candidate, scope),
    // Each instance of several trains on its share: preprocessing writes the training rows in as many parts. The rows to
    // validate with are one object, which all of them need.
    distribution: { train: "ShardedByS3Key" as const },
    ...(facts.warmPool !== undefined && { keepAlivePeriodInSeconds: facts.warmPool }),
    checkpointFolder: suffix === "" ? "" : `${candidate.name}/`,
  };
  return chain(
    trainingTask(facts, job, {
      name: `TrainModel${suffix}`,
      resultPath: "$.Training",
      catch: [{ target: failed }],
    }),
    whenCompleted(`Training${suffix}`, "$.Training.TrainingJobStatus", then, failed),
  );
}

/** The best trial takes the training job's place. */
function tune(
  facts: ProductionFacts,
  candidate: Candidate,
  scope: CandidateScope,
  plan: TuningPlan,
  then: Fragment,
): Fragment {
  const { suffix, failed } = scope;
  const bestTrial = bestTrialOf("$.Tuning");
  const job = {
    ...plan,
    ...{ image: facts.image, volumeSizeInGb: facts.volumeSizeInGb, maxRuntimeInSeconds: facts.maxRuntimeInSeconds },
    ...(facts.networkIsolation !== undefined && { networkIsolation: facts.networkIsolation }),
    objective: OBJECTIVES[facts.metric],
    hyperparameters: candidate.hyperparameters,
    channels: channelsOf(candidate, scope),
  };
  const best = pass(`Best trial${suffix}`, {
    parameters: {
      TrainingJobName: bestTrial,
      ModelArtifacts: {
        S3ModelArtifacts: format(`${s3Uri(facts, PREFIXES.models)}{}/output/model.tar.gz`, bestTrial),
      },
    },
    resultPath: "$.Training",
  });
  return chain(
    tuneModel(facts, job, { name: `TuneModel${suffix}`, resultPath: "$.Tuning", catch: [{ target: failed }] }),
    whenCompleted(`Tuning${suffix}`, "$.Tuning.HyperParameterTuningJobStatus", chain(best, then), failed),
  );
}

/** A candidate's feature set has its name. */
const featureSetOf = ({ name, features }: Candidate) => (features === undefined ? undefined : name);

function channelsOf(candidate: Candidate, { places }: CandidateScope): Record<string, Reference> {
  const features = featureSetOf(candidate);
  return { train: places.prepared("train", features), validation: places.prepared("validation", features) };
}

function saveModel(facts: ProductionFacts, { suffix, failed }: CandidateScope): Fragment {
  return createModel(
    facts,
    {
      image: facts.image,
      modelDataUrl: path("$.Training.ModelArtifacts.S3ModelArtifacts"),
      ...(facts.networkIsolation !== undefined && { networkIsolation: facts.networkIsolation }),
    },
    { name: `Save model${suffix}`, resultPath: "$.Model", catch: [{ target: failed }] },
  );
}

function predict(facts: ProductionFacts, candidate: Candidate, scope: CandidateScope): Fragment {
  const { places, suffix, failed } = scope;
  const cleanUp = deleteModel(facts, `Delete model after failure${suffix}`, path("$.Model.Suffix"), [
    // The first failure is what is told of.
    { target: failed, resultPath: "$.CleanUpFailure" },
  ]);
  return batchTransform(
    facts,
    {
      input: places.prepared("test", featureSetOf(candidate)),
      output: places.predictions(candidate.name),
      maxRuntimeInSeconds: facts.maxRuntimeInSeconds,
    },
    {
      name: `Predict held-out rows${suffix}`,
      resultPath: "$.Transform",
      catch: [{ target: chain(cleanUp, failed) }],
    },
  );
}
