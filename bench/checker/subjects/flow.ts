/** Parallel, Map and Distributed Map in JSONPath. */
import type { Subject } from "../mutation";
import { catchAll, failed, lambdaRetry, processing, training, unique } from "./requests";

const candidate = (what: string) => ({
  StartAt: `Train ${what}`,
  States: {
    [`Train ${what}`]: {
      Type: "Task",
      Resource: "arn:aws:states:::sagemaker:createTrainingJob.sync",
      Parameters: { "TrainingJobName.$": unique(`churn-${what}`), ...training },
      ResultSelector: {
        "Name.$": "$.TrainingJobName",
        "Auc.$": "$.FinalMetricDataList[0].Value",
      },
      End: true,
    },
  },
});

const parallelSubject: Subject = {
  name: "two candidates at a time",
  type: "STANDARD",
  closed: true,
  made: ["$[0]", "$[1]", "$.Better"],
  definition: {
    StartAt: "Train both",
    States: {
      "Train both": {
        Type: "Parallel",
        Branches: [candidate("shallow"), candidate("deep")],
        Retry: [{ ErrorEquals: ["States.Timeout"], MaxAttempts: 1 }],
        Next: "Which?",
      },
      "Which?": {
        Type: "Choice",
        Choices: [{ Variable: "$[0].Auc", NumericGreaterThanPath: "$[1].Auc", Next: "Shallow" }],
        Default: "Deep",
      },
      Shallow: { Type: "Pass", Parameters: { Better: { "Name.$": "$[0].Name" } }, Next: "Record" },
      Deep: { Type: "Pass", Parameters: { Better: { "Name.$": "$[1].Name" } }, Next: "Record" },
      Record: {
        Type: "Task",
        Resource: "arn:aws:states:::dynamodb:putItem",
        Parameters: {
          TableName: "models",
          Item: { execution: { "S.$": "$$.Execution.Name" }, best: { "S.$": "$.Better.Name" } },
        },
        End: true,
      },
    },
  },
};

const selected: Subject = {
  name: "branches with a selector",
  type: "STANDARD",
  closed: true,
  made: ["$.Both", "$.Failure"],
  definition: {
    StartAt: "Both",
    States: {
      Both: {
        Type: "Parallel",
        Parameters: { Rows: 100 },
        ResultSelector: { "Cleaned.$": "$[0].ProcessingJobStatus", "Counted.$": "$[1].Payload.Rows" },
        ResultPath: "$.Both",
        Catch: catchAll,
        Branches: [
          {
            StartAt: "Clean",
            States: {
              Clean: {
                Type: "Task",
                Resource: "arn:aws:states:::sagemaker:createProcessingJob.sync",
                Parameters: { "ProcessingJobName.$": unique("clean"), ...processing },
                End: true,
              },
            },
          },
          {
            StartAt: "Count",
            States: {
              Count: {
                Type: "Task",
                Resource: "arn:aws:states:::lambda:invoke",
                Parameters: { FunctionName: "count-rows", Payload: { "Rows.$": "$.Rows" } },
                Retry: lambdaRetry,
                End: true,
              },
            },
          },
        ],
        Next: "Clean?",
      },
      "Clean?": {
        Type: "Choice",
        Choices: [{ Variable: "$.Both.Cleaned", StringEquals: "Completed", Next: "Keep" }],
        Default: "Not clean",
      },
      Keep: { Type: "Pass", InputPath: "$.Both", OutputPath: "$.Counted", End: true },
      "Not clean": { Type: "Fail", Error: "NotClean" },
      Failed: failed,
    },
  },
};

const mapSubject: Subject = {
  name: "a training job for each segment",
  type: "STANDARD",
  closed: true,
  made: ["$$.Map.Item.Value", "$.segment", "$.Segments", "$.Failure", "$.Models"],
  definition: {
    StartAt: "Segments",
    States: {
      Segments: {
        Type: "Pass",
        Result: {
          Segments: [
            { Id: "home", Rounds: "20" },
            { Id: "business", Rounds: "60" },
          ],
        },
        Next: "Each segment",
      },
      "Each segment": {
        Type: "Map",
        ItemsPath: "$.Segments",
        ItemSelector: { segment: { "Id.$": "$$.Map.Item.Value.Id", "Rounds.$": "$$.Map.Item.Value.Rounds" } },
        MaxConcurrency: 4,
        ItemProcessor: {
          ProcessorConfig: { Mode: "INLINE" },
          StartAt: "Train segment",
          States: {
            "Train segment": {
              Type: "Task",
              Resource: "arn:aws:states:::sagemaker:createTrainingJob.sync",
              Parameters: {
                ...training,
                "TrainingJobName.$":
                  "States.Format('churn-{}-{}', $.segment.Id, States.ArrayGetItem(States.StringSplit(States.UUID(), '-'), 4))",
                HyperParameters: { "num_round.$": "$.segment.Rounds", objective: "binary:logistic" },
              },
              ResultSelector: { "Artifacts.$": "$.ModelArtifacts.S3ModelArtifacts" },
              Retry: [
                { ErrorEquals: ["SageMaker.ResourceLimitExceededException"], IntervalSeconds: 60, MaxAttempts: 5 },
              ],
              End: true,
            },
          },
        },
        ResultPath: "$.Models",
        Catch: catchAll,
        Next: "Count",
      },
      Count: {
        Type: "Pass",
        Parameters: { "Count.$": "States.ArrayLength($.Models)", "First.$": "$.Models[0].Artifacts" },
        End: true,
      },
      Failed: failed,
    },
  },
};

const distributed: Subject = {
  name: "every row of a file",
  type: "STANDARD",
  closed: false,
  made: ["$.BatchInput"],
  definition: {
    StartAt: "Every row",
    States: {
      "Every row": {
        Type: "Map",
        Label: "rows",
        ItemReader: {
          Resource: "arn:aws:states:::s3:getObject",
          ReaderConfig: { InputType: "CSV", CSVHeaderLocation: "FIRST_ROW", MaxItems: 100_000 },
          Parameters: { Bucket: "churn-data", "Key.$": "$.Key" },
        },
        ItemBatcher: { MaxItemsPerBatch: 100, BatchInput: { "Bucket.$": "$.Bucket" } },
        MaxConcurrency: 50,
        ToleratedFailurePercentage: 5,
        ItemProcessor: {
          ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "EXPRESS" },
          StartAt: "Score rows",
          States: {
            "Score rows": {
              Type: "Task",
              Resource: "arn:aws:states:::lambda:invoke",
              Parameters: {
                FunctionName: "score-rows",
                Payload: { "Bucket.$": "$.BatchInput.Bucket", "Rows.$": "$.Items" },
              },
              OutputPath: "$.Payload",
              Retry: lambdaRetry,
              End: true,
            },
          },
        },
        ResultWriter: {
          Resource: "arn:aws:states:::s3:putObject",
          Parameters: { Bucket: "churn-data", Prefix: "scored" },
        },
        Next: "Every model",
      },
      "Every model": {
        Type: "Map",
        Label: "models",
        ItemReader: {
          Resource: "arn:aws:states:::s3:listObjectsV2",
          Parameters: { Bucket: "churn-data", Prefix: "models/" },
        },
        ItemSelector: { "Key.$": "$$.Map.Item.Value.Key" },
        ToleratedFailureCount: 3,
        ItemProcessor: {
          ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" },
          StartAt: "Check model",
          States: {
            "Check model": {
              Type: "Task",
              Resource: "arn:aws:states:::sagemaker:createProcessingJob.sync",
              Parameters: {
                "ProcessingJobName.$": unique("check"),
                ...processing,
                Environment: { "MODEL.$": "$.Key" },
              },
              End: true,
            },
          },
        },
        End: true,
      },
    },
  },
};

/** Branches and iterations. */
export const flowSubjects: Subject[] = [parallelSubject, selected, mapSubject, distributed];
