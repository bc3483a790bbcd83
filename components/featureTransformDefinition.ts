/** The definition of FeatureTransformPipeline. Pure: plain values in, a definition out. */
import type { StateMachineDefinition } from "../asl/definition";
import { chain, define, type Fragment } from "../asl/fragment";
import { succeed } from "../asl/states";
import type { PipelineFacts } from "./parts/trainingResources";
import { processingTask } from "./processingSteps";
import {
  catchAll,
  generateDataset,
  PREFIXES,
  s3Uri,
  trainModel,
  type TrainingStep,
  vpcConfig,
  whenCompleted,
} from "./trainingSteps";

/** Keys in the pipeline's bucket. */
export const KEYS = {
  raw: "input/raw.csv",
  holdout: "input/test.csv",
  code: "code/transform.py",
  train: "train/",
  validation: "validation/",
  scaler: "scaler/",
  ...PREFIXES,
} as const;

/** What the processing job needs beside the pipeline's facts. */
export interface ProcessingStep {
  image: string;
  volumeSizeInGb: number;
  maxRuntimeInSeconds: number;
}

/** Generate dataset -> Standardization -> Train model (XGBoost). */
export function featureTransformDefinition(
  facts: PipelineFacts,
  training: TrainingStep,
  processing: ProcessingStep,
): StateMachineDefinition {
  const trained = whenCompleted("Training", "$.Training.TrainingJobStatus", succeed("Pipeline succeeded"));
  return define(
    chain(
      generateDataset(facts.functionName),
      standardize(facts, processing),
      whenCompleted(
        "Standardization",
        "$.Standardization.ProcessingJobStatus",
        chain(trainModel(facts, training), trained),
      ),
    ),
    {
      comment: "Seeds data, standardizes its features and trains an XGBoost model on them",
      partition: facts.partition,
    },
  );
}

/** Standardizes the features. Leaves the job's name and status at `$.Standardization`. */
function standardize(facts: PipelineFacts, processing: ProcessingStep): Fragment {
  const uri = (key: string) => s3Uri(facts, key);
  return processingTask(
    facts,
    {
      ...processing,
      step: "standardize",
      script: "transform.py",
      inputs: { raw: uri(KEYS.raw), holdout: uri(KEYS.holdout), code: uri(KEYS.code) },
      outputs: { train: uri(KEYS.train), validation: uri(KEYS.validation), scaler: uri(KEYS.scaler) },
      network: facts.vpc && { VpcConfig: vpcConfig(facts) },
    },
    { name: "Standardization: x' = (x - x̄) / σ", resultPath: "$.Standardization", catch: catchAll },
  );
}
