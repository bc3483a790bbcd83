/** The definition of MlTrainingPipeline. Pure: plain values in, a definition out. */
import type { StateMachineDefinition } from "../asl/definition";
import { chain, define } from "../asl/fragment";
import { path } from "../asl/reference";
import { succeed } from "../asl/states";
import { batchTransform, createModel } from "./modelSteps";
import type { PipelineFacts } from "./parts/trainingResources";
import { generateDataset, PREFIXES, s3Uri, trainModel, type TrainingStep, whenCompleted } from "./trainingSteps";

/** Keys in the pipeline's bucket. */
export const KEYS = {
  ...PREFIXES,
  /**
   * The training rows' keys, one for each instance, and what the training channel reads. The number is part of the prefix:
   * a part that is left of an earlier, larger number must not be trained on.
   */
  training: (instances: number): { train: string[]; channel: string } =>
    instances === 1
      ? { train: ["csv/train.csv"], channel: "csv/train.csv" }
      : {
          train: Array.from({ length: instances }, (_, index) => `csv/train-${instances}/part-${index + 1}.csv`),
          channel: `csv/train-${instances}/`,
        },
  test: "csv/test.csv",
  predictions: "output/",
};

/** Generate dataset -> Train model (XGBoost) -> Save model -> Batch transform. */
export function mlTrainingDefinition(facts: PipelineFacts, training: TrainingStep): StateMachineDefinition {
  const predicted = whenCompleted("Transform", "$.Transform.TransformJobStatus", succeed("Pipeline succeeded"));
  const trained = chain(
    createModel(facts, { image: training.image, modelDataUrl: path("$.Training.ModelArtifacts.S3ModelArtifacts") }),
    // Each row's label is kept out of what the model sees and joined to its prediction, so that `output/test.csv.out` holds
    // `label,prediction`.
    batchTransform(facts, {
      input: s3Uri(facts, KEYS.test),
      output: s3Uri(facts, KEYS.predictions),
      maxRuntimeInSeconds: training.maxRuntimeInSeconds,
    }),
    predicted,
  );
  return define(
    chain(
      generateDataset(facts.functionName),
      trainModel(facts, training),
      whenCompleted("Training", "$.Training.TrainingJobStatus", trained),
    ),
    {
      comment: "Seeds data, trains an XGBoost model, saves it and makes batch predictions",
      partition: facts.partition,
    },
  );
}
