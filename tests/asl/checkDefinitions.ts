/** Right definitions that hold every type of state, for tests that break them. */

const IMAGE = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/x:1";
const ROLE = "arn:aws:iam::123456789012:role/job";

/** A definition. */
export interface Definition {
  StartAt: string;
  States: Record<string, any>;
  [field: string]: any;
}

const inner = (name: string): Definition => ({ StartAt: name, States: { [name]: { Type: "Pass", End: true } } });

/** Every type of state, with nearly every field that it has in JSONPath. */
export function everyState(): Definition {
  return {
    Comment: "Every type of state",
    Version: "1.0",
    TimeoutSeconds: 3600,
    StartAt: "Train",
    States: {
      Train: {
        Type: "Task",
        Comment: "A job",
        Resource: "arn:aws:states:::sagemaker:createTrainingJob.sync",
        InputPath: "$",
        Parameters: {
          "TrainingJobName.$": "States.Format('churn-{}', States.UUID())",
          RoleArn: ROLE,
          AlgorithmSpecification: { TrainingInputMode: "File", TrainingImage: IMAGE },
          OutputDataConfig: { S3OutputPath: "s3://bucket/models" },
          ResourceConfig: { InstanceType: "ml.m5.xlarge", InstanceCount: 1, VolumeSizeInGB: 30 },
          StoppingCondition: { MaxRuntimeInSeconds: 3600, MaxWaitTimeInSeconds: 7200 },
          EnableManagedSpotTraining: true,
          HyperParameters: { num_round: "5" },
          Tags: [{ Key: "Team", Value: "ml" }],
        },
        ResultSelector: { "Name.$": "$.TrainingJobName" },
        ResultPath: "$.Training",
        OutputPath: "$",
        Assign: { "jobName.$": "$.TrainingJobName" },
        TimeoutSeconds: 7200,
        HeartbeatSeconds: 600,
        Credentials: { RoleArn: "arn:aws:iam::123456789012:role/other" },
        Retry: [
          {
            ErrorEquals: ["SageMaker.AmazonSageMakerException"],
            IntervalSeconds: 5,
            MaxAttempts: 6,
            BackoffRate: 1.5,
            MaxDelaySeconds: 60,
            JitterStrategy: "FULL",
          },
        ],
        Catch: [{ ErrorEquals: ["States.ALL"], ResultPath: "$.Error", Next: "Failed" }],
        Next: "Prepare",
      },
      Prepare: { Type: "Pass", Parameters: { "x.$": "$.Training" }, ResultPath: null, Next: "Fixed" },
      Fixed: { Type: "Pass", Result: { items: [1, 2] }, ResultPath: "$.Fixed", Next: "Decide" },
      Decide: {
        Type: "Choice",
        Choices: [
          { Variable: "$.Fixed.items[0]", NumericGreaterThanEquals: 1, Next: "Pause" },
          {
            And: [
              { Variable: "$.a", IsPresent: true },
              { Not: { Variable: "$.a", StringEqualsPath: "$.b" } },
              {
                Or: [
                  { Variable: "$.t", TimestampLessThan: "2030-01-01T00:00:00Z" },
                  { Variable: "$.f", BooleanEquals: true },
                ],
              },
            ],
            Comment: "Nested",
            Assign: { chosen: true },
            Next: "Until",
          },
        ],
        Default: "Fan out",
      },
      Pause: { Type: "Wait", Seconds: 10, Next: "Fan out" },
      Until: { Type: "Wait", TimestampPath: "$.t", Next: "Fan out" },
      "Fan out": {
        Type: "Parallel",
        Branches: [inner("Left"), { ...inner("Right"), Comment: "The other" }],
        Parameters: { "x.$": "$" },
        ResultSelector: { "all.$": "$[*]" },
        ResultPath: "$.Fan",
        Retry: [{ ErrorEquals: ["States.ALL"] }],
        Catch: [{ ErrorEquals: ["States.ALL"], Next: "Failed" }],
        Next: "Each",
      },
      Each: {
        Type: "Map",
        ItemsPath: "$.Fixed.items",
        ItemSelector: { "item.$": "$$.Map.Item.Value" },
        MaxConcurrency: 4,
        ItemProcessor: { ProcessorConfig: { Mode: "INLINE" }, ...inner("One") },
        ResultPath: "$.Each",
        Next: "Older",
      },
      Older: {
        Type: "Map",
        ItemsPath: "$.Each",
        Parameters: { "i.$": "$" },
        Iterator: inner("Another"),
        ResultPath: null,
        Next: "Many",
      },
      Many: {
        Type: "Map",
        Label: "many",
        ItemReader: {
          Resource: "arn:aws:states:::s3:getObject",
          ReaderConfig: { InputType: "CSV", CSVHeaderLocation: "GIVEN", CSVHeaders: ["a"], MaxItems: 100 },
          Parameters: { Bucket: "b", "Key.$": "$.key" },
        },
        ItemBatcher: { MaxItemsPerBatch: 10, BatchInput: { "x.$": "$.x" } },
        ItemProcessor: { ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "EXPRESS" }, ...inner("Item") },
        ResultWriter: {
          Resource: "arn:aws:states:::s3:putObject",
          WriterConfig: { OutputType: "JSONL", Transformation: "FLATTEN" },
          Parameters: { Bucket: "b", Prefix: "p" },
        },
        ToleratedFailurePercentage: 5.5,
        MaxConcurrencyPath: "$.most",
        End: true,
      },
      Failed: { Type: "Fail", ErrorPath: "$.Error.Error", Cause: "It failed" },
    },
  };
}

/** The same in JSONata. */
export function everyStateInJsonata(): Definition {
  return {
    QueryLanguage: "JSONata",
    StartAt: "Call",
    States: {
      Call: {
        Type: "Task",
        Resource: "arn:aws:states:::lambda:invoke.waitForTaskToken",
        Arguments: { FunctionName: "f", Payload: { token: "{% $states.context.Task.Token %}" } },
        Assign: { answer: "{% $states.result %}" },
        Output: "{% $states.input %}",
        TimeoutSeconds: "{% $states.input.seconds %}",
        Catch: [{ ErrorEquals: ["States.ALL"], Output: { e: "{% $states.errorOutput %}" }, Next: "Failed" }],
        Next: "Decide",
      },
      Decide: {
        Type: "Choice",
        Choices: [{ Condition: "{% $answer.ok %}", Output: 1, Assign: { n: 1 }, Next: "Pause" }],
        Default: "Fan out",
      },
      Pause: { Type: "Wait", Timestamp: "{% $answer.time %}", Next: "Fan out" },
      "Fan out": { Type: "Parallel", Arguments: { x: 1 }, Branches: [inner("Left")], Output: [1], Next: "Each" },
      Each: {
        Type: "Map",
        Items: "{% $answer.items %}",
        ItemSelector: { i: "{% $states.context.Map.Item.Value %}" },
        MaxConcurrency: "{% 2 %}",
        ItemProcessor: inner("One"),
        Next: "Done",
      },
      Done: { Type: "Succeed", Output: { ok: true } },
      Failed: { Type: "Fail", Error: "{% $states.input.e.Error %}", Cause: "{% 'failed' %}" },
    },
  };
}
