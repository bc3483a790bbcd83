import { expect } from "chai";
import { AslError } from "../../asl/aslError";
import { checkDefinition } from "../../asl/check/checkDefinition";
import { distributedMap } from "../../asl/distributedMap";
import { chain, define } from "../../asl/fragment";
import { jsonata, jsonataChoice, jsonataPass, jsonataTask } from "../../asl/jsonataStates";
import { context, path } from "../../asl/reference";
import { fail, pass, succeed, task } from "../../asl/states";

const errors = (definition: unknown) => checkDefinition(definition).filter(({ severity }) => severity === "error");

describe("distributedMap", () => {
  const score = task("Score file", { api: "lambda:invoke", parameters: { FunctionName: "score", Payload: path("$") } });

  it("reads, batches and writes as it is told", () => {
    const definition = define(
      distributedMap("Score files", score, {
        executionType: "EXPRESS",
        itemReader: {
          api: "s3:listObjectsV2",
          parameters: { Bucket: path("$.Bucket"), Prefix: "2025/" },
          config: { MaxItems: 1000 },
        },
        itemSelector: { Key: context("Map.Item.Value.Key") },
        itemBatcher: { maxItems: 10, batchInput: { Run: context("Execution.Name") } },
        resultWriter: { api: "s3:putObject", parameters: { Bucket: "results", Prefix: "scores" } },
        maxConcurrency: path("$.Concurrency"),
        toleratedFailures: { percentage: 5 },
        label: "ScoreFiles",
        resultPath: "$.Scores",
        catch: [{ target: fail("No scores", { error: "NoScores" }) }],
      }),
    );
    expect(definition.States["Score files"]).to.deep.equal({
      Type: "Map",
      ItemProcessor: {
        ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "EXPRESS" },
        StartAt: "Score file",
        States: {
          "Score file": {
            Type: "Task",
            Resource: "arn:aws:states:::lambda:invoke",
            Parameters: { FunctionName: "score", "Payload.$": "$" },
            End: true,
          },
        },
      },
      ItemReader: {
        Resource: "arn:aws:states:::s3:listObjectsV2",
        Parameters: { "Bucket.$": "$.Bucket", Prefix: "2025/" },
        ReaderConfig: { MaxItems: 1000 },
      },
      ItemSelector: { "Key.$": "$$.Map.Item.Value.Key" },
      ItemBatcher: { MaxItemsPerBatch: 10, BatchInput: { "Run.$": "$$.Execution.Name" } },
      ResultWriter: { Resource: "arn:aws:states:::s3:putObject", Parameters: { Bucket: "results", Prefix: "scores" } },
      MaxConcurrencyPath: "$.Concurrency",
      ToleratedFailurePercentage: 5,
      Label: "ScoreFiles",
      ResultPath: "$.Scores",
      Catch: [{ ErrorEquals: ["States.ALL"], ResultPath: "$.Failure", Next: "No scores" }],
      End: true,
    });
    expect(errors(definition)).to.deep.equal([]);
  });

  it("goes over an array of the input, each item an execution, when told nothing else", () => {
    const definition = define(
      distributedMap("M", score, { itemsPath: "$.Items", toleratedFailures: { count: path("$.N") } }),
    );
    expect(definition.States.M).to.include({ ItemsPath: "$.Items", ToleratedFailureCountPath: "$.N" });
    expect(errors(definition)).to.deep.equal([]);
  });
});

describe("states in JSONata", () => {
  const train = jsonataTask(
    "Train",
    {
      api: "sagemaker:createEndpoint",
      arguments: { EndpointName: jsonata("'churn-' & $uuid()"), EndpointConfigName: jsonata("$states.input.Config") },
    },
    {
      assign: { endpoint: jsonata("$states.result.EndpointArn") },
      output: { Endpoint: jsonata("$states.result.EndpointArn") },
      timeoutSeconds: jsonata("$states.input.Seconds"),
      retry: [{ ErrorEquals: ["States.TaskFailed"] }],
      catch: [{ target: fail("Failed", { error: "NoEndpoint" }) }],
    },
  );

  it("say their language, and hold expressions where they stand", () => {
    expect(define(train).States.Train).to.deep.equal({
      Type: "Task",
      QueryLanguage: "JSONata",
      Assign: { endpoint: "{% $states.result.EndpointArn %}" },
      Output: { Endpoint: "{% $states.result.EndpointArn %}" },
      Resource: "arn:aws:states:::sagemaker:createEndpoint",
      Arguments: { EndpointName: "{% 'churn-' & $uuid() %}", EndpointConfigName: "{% $states.input.Config %}" },
      TimeoutSeconds: "{% $states.input.Seconds %}",
      Retry: [{ ErrorEquals: ["States.TaskFailed"] }],
      Catch: [
        {
          ErrorEquals: ["States.ALL"],
          Output: "{% $merge([$states.input, {'Failure': $states.errorOutput}]) %}",
          Next: "Failed",
        },
      ],
      End: true,
    });
  });

  it("join with states in JSONPath", () => {
    const definition = define(
      chain(
        pass("Defaults", { parameters: { Config: "c", Seconds: 60 } }),
        train,
        jsonataPass("Say", { output: { Name: jsonata("$endpoint") } }),
        jsonataChoice("Named?", [{ when: jsonata("$exists($states.input.Name)"), then: succeed("Done") }], {
          otherwise: fail("Nameless", { error: "Nameless" }),
        }),
      ),
    );
    expect(errors(definition)).to.deep.equal([]);
    expect(definition.States["Named?"]).to.deep.include({
      QueryLanguage: "JSONata",
      Choices: [{ Condition: "{% $exists($states.input.Name) %}", Next: "Done" }],
    });
  });

  it("refuse JSONPath references, naming the place", () => {
    const build = () =>
      // @ts-expect-error a reference does not compile either
      jsonataTask("T", { api: "sagemaker:createModel", arguments: { ModelName: path("$.Name") } });
    expect(build).to.throw(AslError, "Arguments.ModelName");
  });
});

describe("variables", () => {
  it("are assigned from a task's result", () => {
    const invoke = task(
      "Invoke",
      { api: "lambda:invoke", parameters: { FunctionName: "f" } },
      { assign: { answer: path("$.Payload.answer") } },
    );
    expect(define(invoke).States.Invoke).to.have.deep.property("Assign", { "answer.$": "$.Payload.answer" });
  });
});
