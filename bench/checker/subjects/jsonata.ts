/** JSONata: whole machines, and single states of a JSONPath machine. Variables in both languages. */
import type { Subject } from "../mutation";
import { container, retry, ROLE, training, transform, unique, uniqueJsonata } from "./requests";

const trainJsonata: Subject = {
  name: "train and score in JSONata",
  type: "STANDARD",
  closed: true,
  made: ["$model"],
  definition: {
    QueryLanguage: "JSONata",
    StartAt: "Train",
    States: {
      Train: {
        Type: "Task",
        Resource: "arn:aws:states:::sagemaker:createTrainingJob.sync",
        Arguments: {
          ...training,
          TrainingJobName: uniqueJsonata("churn-train"),
          OutputDataConfig: { S3OutputPath: "{% 's3://' & $states.input.Bucket & '/models/' %}" },
        },
        Assign: {
          model: {
            artifacts: "{% $states.result.ModelArtifacts.S3ModelArtifacts %}",
            status: "{% $states.result.TrainingJobStatus %}",
          },
        },
        Output: { job: "{% $states.result.TrainingJobName %}" },
        Retry: retry,
        Catch: [
          {
            ErrorEquals: ["States.ALL"],
            Assign: { failure: { error: "{% $states.errorOutput.Error %}", cause: "{% $states.errorOutput.Cause %}" } },
            Output: "{% $states.input %}",
            Next: "Failed",
          },
        ],
        Next: "Completed?",
      },
      "Completed?": {
        Type: "Choice",
        Choices: [{ Condition: "{% $model.status = 'Completed' %}", Assign: { trained: true }, Next: "Create model" }],
        Default: "Stopped",
      },
      "Create model": {
        Type: "Task",
        Resource: "arn:aws:states:::sagemaker:createModel",
        Arguments: {
          ModelName: "churn-current",
          ExecutionRoleArn: ROLE,
          PrimaryContainer: { ...container, ModelDataUrl: "{% $model.artifacts %}" },
        },
        Output: { model: "{% $states.result.ModelArn %}" },
        Next: "Score",
      },
      Score: {
        Type: "Task",
        Resource: "arn:aws:states:::sagemaker:createTransformJob.sync",
        Arguments: { ...transform, TransformJobName: uniqueJsonata("score"), ModelName: "churn-current" },
        Output: { scores: "{% $states.result.TransformOutput.S3OutputPath %}" },
        TimeoutSeconds: "{% $states.context.State.RetryCount > 0 ? 7200 : 3600 %}",
        Next: "Wait a minute",
      },
      "Wait a minute": { Type: "Wait", Seconds: "{% 30 * 2 %}", Next: "Done" },
      Done: { Type: "Succeed", Output: { scores: "{% $states.input.scores %}" } },
      Stopped: { Type: "Fail", Error: "JobStopped", Cause: "{% 'The job is ' & $model.status %}" },
      Failed: { Type: "Fail", Error: "{% $failure.error %}", Cause: "{% $failure.cause %}" },
    },
  },
};

const mapJsonata: Subject = {
  name: "candidates in JSONata",
  type: "STANDARD",
  closed: false,
  made: [],
  definition: {
    QueryLanguage: "JSONata",
    StartAt: "Candidates",
    States: {
      Candidates: {
        Type: "Pass",
        Assign: { bucket: "{% $states.input.bucket %}", depths: [3, 5, 7] },
        Output: { tried: 3 },
        Next: "Try each",
      },
      "Try each": {
        Type: "Map",
        Items: "{% $depths %}",
        ItemSelector: { depth: "{% $states.context.Map.Item.Value %}", index: "{% $states.context.Map.Item.Index %}" },
        MaxConcurrency: 2,
        ItemProcessor: {
          ProcessorConfig: { Mode: "INLINE" },
          StartAt: "Try one",
          States: {
            "Try one": {
              Type: "Task",
              Resource: "arn:aws:states:::lambda:invoke",
              Arguments: {
                FunctionName: "churn-try",
                Payload: { depth: "{% $states.input.depth %}", bucket: "{% $bucket %}" },
              },
              Output: { result: "{% $states.result.Payload %}", at: "{% $now() %}" },
              End: true,
            },
          },
        },
        Assign: { count: "{% $count($states.result) %}" },
        Output: "{% $states.result %}",
        Next: "Both",
      },
      Both: {
        Type: "Parallel",
        Arguments: { results: "{% $states.input %}" },
        Branches: [
          {
            StartAt: "Keep",
            States: { Keep: { Type: "Pass", Output: "{% $states.input.results[0] %}", End: true } },
          },
          {
            StartAt: "Tell",
            States: {
              Tell: {
                Type: "Task",
                Resource: "arn:aws:states:::sns:publish",
                Arguments: {
                  TopicArn: "arn:aws:sns:us-west-2:123456789012:churn",
                  Message: "{% 'tried ' & $string($count) %}",
                },
                Output: "{% $states.result.MessageId %}",
                End: true,
              },
            },
          },
        ],
        Output: { best: "{% $states.result[0] %}" },
        End: true,
      },
    },
  },
};

const mixed: Subject = {
  name: "one JSONata state",
  type: "STANDARD",
  closed: true,
  made: ["$.Order", "$.Price"],
  definition: {
    StartAt: "Order",
    States: {
      Order: {
        Type: "Pass",
        Result: { Order: { Items: 3, Price: 5 } },
        Next: "Price",
      },
      Price: {
        Type: "Pass",
        QueryLanguage: "JSONata",
        Output: { Price: "{% $states.input.Order.Items * $states.input.Order.Price %}" },
        Next: "Expensive?",
      },
      "Expensive?": {
        Type: "Choice",
        Choices: [{ Variable: "$.Price", NumericGreaterThan: 100, Next: "Refuse" }],
        Default: "Buy",
      },
      Refuse: { Type: "Fail", Error: "TooExpensive" },
      Buy: {
        Type: "Task",
        Resource: "arn:aws:states:::lambda:invoke",
        Parameters: { FunctionName: "buy", "Payload.$": "$" },
        OutputPath: "$.Payload",
        End: true,
      },
    },
  },
};

const variables: Subject = {
  name: "variables in JSONPath",
  type: "STANDARD",
  closed: true,
  made: ["$.Trained", "$names"],
  definition: {
    StartAt: "Names",
    States: {
      Names: {
        Type: "Pass",
        Parameters: {},
        Assign: {
          names: { "Job.$": unique("churn-train"), Model: "churn-current" },
          "started.$": "$$.Execution.StartTime",
        },
        Next: "Train",
      },
      Train: {
        Type: "Task",
        Resource: "arn:aws:states:::sagemaker:createTrainingJob.sync",
        Parameters: { "TrainingJobName.$": "$names.Job", ...training },
        Assign: { "artifacts.$": "$.ModelArtifacts.S3ModelArtifacts" },
        ResultSelector: { "Status.$": "$.TrainingJobStatus" },
        ResultPath: "$.Trained",
        Next: "Completed?",
      },
      "Completed?": {
        Type: "Choice",
        Choices: [{ Variable: "$.Trained.Status", StringEquals: "Completed", Next: "Create model" }],
        Default: "Stopped",
      },
      "Create model": {
        Type: "Task",
        Resource: "arn:aws:states:::sagemaker:createModel",
        Parameters: {
          "ModelName.$": "$names.Model",
          ExecutionRoleArn: ROLE,
          PrimaryContainer: { ...container, "ModelDataUrl.$": "$artifacts" },
        },
        End: true,
      },
      Stopped: { Type: "Fail", Error: "JobStopped", CausePath: "States.Format('The job {} was stopped.', $names.Job)" },
    },
  },
};

/** Machines with JSONata or variables. */
export const jsonataSubjects: Subject[] = [trainJsonata, mapJsonata, mixed, variables];
