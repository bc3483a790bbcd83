/** Definitions of any size: the same nine states again and again, as pipelines have them, and one state that fails. */
import type { StateMachineDefinition } from "../../asl/definition";
import { chain, define, type Fragment } from "../../asl/fragment";
import { context, format, path, uniqueSuffix } from "../../asl/reference";
import { choice, fail, map, parallel, pass, task } from "../../asl/states";

const ROLE = "arn:aws:iam::123456789012:role/jobs";
const IMAGE = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/model:1";

/** States of one block, those inside Parallel and Map included. */
const BLOCK = 9;

const failed = fail("Failed", { error: "PipelineFailed", cause: "A job failed, or was stopped." });
const handled = {
  retry: [{ ErrorEquals: ["SageMaker.AmazonSageMakerException"], IntervalSeconds: 2, MaxAttempts: 4 }],
  catch: [{ target: failed }],
};

function trainModel(index: number): Fragment {
  return task(
    `Train ${index}`,
    {
      api: "sagemaker:createTrainingJob",
      pattern: "sync",
      parameters: {
        TrainingJobName: format(`model-${index}-{}`, uniqueSuffix()),
        RoleArn: ROLE,
        AlgorithmSpecification: { TrainingImage: IMAGE, TrainingInputMode: "File" },
        HyperParameters: { num_round: "50", max_depth: "5" },
        InputDataConfig: [
          {
            ChannelName: "train",
            DataSource: {
              S3DataSource: {
                S3DataType: "S3Prefix",
                S3Uri: `s3://data-${index}/train/`,
                S3DataDistributionType: "FullyReplicated",
              },
            },
          },
        ],
        OutputDataConfig: { S3OutputPath: `s3://data-${index}/models/` },
        ResourceConfig: { InstanceType: "ml.m5.xlarge", InstanceCount: 1, VolumeSizeInGB: 30 },
        StoppingCondition: { MaxRuntimeInSeconds: 3600 },
        Tags: [{ Key: "execution", Value: context("Execution.Id") }],
      },
    },
    {
      resultSelector: { Status: path("$.TrainingJobStatus"), Model: path("$.ModelArtifacts.S3ModelArtifacts") },
      resultPath: "$.Training",
      ...handled,
    },
  );
}

function createModel(index: number): Fragment {
  return task(
    `Create model ${index}`,
    {
      api: "sagemaker:createModel",
      parameters: {
        ModelName: path("$.Names.Model"),
        ExecutionRoleArn: ROLE,
        PrimaryContainer: { Image: IMAGE, ModelDataUrl: path("$.Training.Model") },
      },
    },
    { resultPath: null, ...handled },
  );
}

function scoreData(index: number): Fragment {
  return task(`Score ${index}`, {
    api: "sagemaker:createTransformJob",
    pattern: "sync",
    parameters: {
      TransformJobName: format(`score-${index}-{}`, uniqueSuffix()),
      ModelName: path("$.Names.Model"),
      TransformInput: {
        ContentType: "text/csv",
        DataSource: { S3DataSource: { S3DataType: "S3Prefix", S3Uri: `s3://data-${index}/score/` } },
      },
      TransformOutput: { S3OutputPath: `s3://data-${index}/scores/` },
      TransformResources: { InstanceType: "ml.m5.xlarge", InstanceCount: 1 },
    },
  });
}

/** The builder writes JSONPath, so the JSONata states are written out. */
function jsonata(name: string, state: object): Fragment {
  const written = { ...state, QueryLanguage: "JSONata" };
  return { startAt: name, states: { [name]: written as Fragment["states"][string] }, openEnds: [name] };
}

function tell(index: number): Fragment {
  return jsonata(`Tell ${index}`, {
    Type: "Task",
    Resource: "arn:aws:states:::lambda:invoke",
    Arguments: { FunctionName: `tell-${index}`, Payload: { model: "{% $states.input.Training.Model %}" } },
    Output: "{% $states.result.Payload %}",
  });
}

function checkSegment(index: number): Fragment {
  return task(`Check segment ${index}`, {
    api: "sagemaker:createProcessingJob",
    pattern: "sync",
    parameters: {
      ProcessingJobName: format(`check-${index}-{}`, uniqueSuffix()),
      RoleArn: ROLE,
      AppSpecification: { ImageUri: IMAGE, ContainerEntrypoint: ["python3", "check.py"] },
      ProcessingResources: { ClusterConfig: { InstanceType: "ml.m5.large", InstanceCount: 1, VolumeSizeInGB: 20 } },
      Environment: { SEGMENT: path("$.segment") },
    },
  });
}

function block(index: number): Fragment {
  const prepare = jsonata(`Prepare ${index}`, {
    Type: "Pass",
    Output: { Names: { Model: `{% 'model-${index}-' & $split($uuid(), '-')[4] %}` }, Segments: ["a", "b"] },
  });
  const goOn = chain(
    createModel(index),
    parallel(`Use ${index}`, [scoreData(index), tell(index)], { resultPath: null, ...handled }),
    map(`Each segment ${index}`, checkSegment(index), {
      itemsPath: "$.Segments",
      itemSelector: { segment: context("Map.Item.Value") },
      maxConcurrency: 2,
      resultPath: null,
      ...handled,
    }),
  );
  const completed = { when: { Variable: "$.Training.Status", StringEquals: "Completed" }, then: goOn };
  return chain(prepare, trainModel(index), choice(`Completed ${index}?`, [completed], { otherwise: failed }));
}

/**
 * A definition of `count` states: one, or a multiple of nine and one more.
 *
 * @throws RangeError for another count
 */
export function generate(count: number): StateMachineDefinition {
  if (count === 1) return define(pass("Prepare", { result: { Ready: true } }));
  const blocks = (count - 1) / BLOCK;
  if (!Number.isInteger(blocks) || blocks < 1)
    throw new RangeError(`${count} is not 1 or a multiple of ${BLOCK} and 1.`);
  const [first, ...rest] = Array.from({ length: blocks }, (_block, index) => block(index));
  return define(chain(first!, ...rest));
}
