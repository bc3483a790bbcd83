/** What looks odd and is right: the checker says nothing of it. */
import { expect } from "chai";
import { checkDefinition } from "../../asl/check/checkDefinition";
import { type Definition, everyState, everyStateInJsonata } from "./checkDefinitions";

const found = (definition: unknown) => checkDefinition(definition).map(({ code, path }) => `${code} ${path}`);

/** Every place of a definition at which a plain value stands, but for names that tell what a state is. */
function leaves(value: unknown, at: string[] = []): string[][] {
  if (value === null || typeof value !== "object") return [at];
  return Object.entries(value).flatMap(([key, inner]) => leaves(inner, [...at, key]));
}

function withPlaceholder(definition: Definition, path: string[]): Definition {
  const copy = structuredClone(definition);
  const holder = path.slice(0, -1).reduce<any>((inner, key) => inner[key], copy);
  holder[path.at(-1)!] = "${Placeholder}";
  return copy;
}

describe("checkDefinition, given what AWS takes", () => {
  for (const [language, definition] of [
    ["JSONPath", everyState()],
    ["JSONata", everyStateInJsonata()],
  ] as const) {
    it(`lets a placeholder stand for any value (${language})`, () => {
      for (const path of leaves(definition)) {
        const errors = checkDefinition(withPlaceholder(definition, path)).filter(
          ({ severity }) => severity === "error",
        );
        expect(errors, path.join(".")).to.deep.equal([]);
      }
    });
  }

  it("lets placeholders stand inside text, and for a whole state", () => {
    const definition = everyState();
    definition.States.Train.Resource = "arn:${AWS::Partition}:states:::sagemaker:createTrainingJob.sync";
    definition.States.Train.Parameters.OutputDataConfig.S3OutputPath = "s3://${Bucket}/models";
    expect(found(definition)).to.deep.equal([]);
    expect(found({ StartAt: "${First}", States: { "${First}": "${State}" } })).to.deep.equal([]);
  });

  it("reads resources with a partition placeholder as what they are", () => {
    const definition = everyState();
    definition.States.Train.Resource = "arn:${AWS::Partition}:states:${AWS::Region}::sagemaker:createTrainingJob";
    expect(found(definition)).to.deep.equal([]);
    definition.States.Train.Resource = "arn:${AWS::Partition}:states:::sagemaker:createTraningJob.sync";
    expect(found(definition)).to.deep.equal(["unknown-api States.Train.Resource"]);
  });

  it("takes states in JSONata inside a JSONPath machine, and states in them in the machine's language", () => {
    const definition = everyState();
    definition.States.Fixed = { Type: "Pass", QueryLanguage: "JSONata", Output: "{% $states.input %}", Next: "Decide" };
    definition.States.Each = {
      Type: "Map",
      QueryLanguage: "JSONata",
      Items: "{% [1] %}",
      ItemProcessor: { StartAt: "One", States: { One: { Type: "Pass", Parameters: { x: 1 }, End: true } } },
      Output: "{% $merge([$states.input, {'Each': $states.result}]) %}",
      Next: "Older",
    };
    expect(found(definition)).to.deep.equal([]);
    definition.States.Each.ItemProcessor.States.One = { Type: "Pass", Output: 1, End: true };
    expect(found(definition)).to.deep.equal(["wrong-query-language States.Each.ItemProcessor.States.One.Output"]);
  });

  it("takes a retrier without attempts before others, and an end in an inner loop", () => {
    const definition = everyState();
    definition.States.Train.Retry.unshift({ ErrorEquals: ["SageMaker.ValidationException"], MaxAttempts: 0 });
    definition.States.Pause.Next = "Decide";
    expect(found(definition)).to.deep.equal([]);
  });

  it("takes functions by their ARN, activities and requests that come from the input", () => {
    const Retry = [{ ErrorEquals: ["States.ALL"] }];
    const task = (Resource: string, Next: object) => ({ Type: "Task", Resource, Retry, ...Next });
    expect(
      found({
        StartAt: "A",
        States: {
          A: task("arn:aws-cn:lambda:cn-north-1:123456789012:function:f:1", { Next: "B" }),
          B: task("arn:aws:states:eu-west-1:123456789012:activity:a", { HeartbeatSeconds: 5, Next: "C" }),
          C: task("arn:aws:states:::lambda:invoke", { Parameters: { "FunctionName.$": "$.f" }, End: true }),
        },
      }),
    ).to.deep.equal([]);
  });

  it("has nothing to say of 1,000 states but what is wrong with them, each once", () => {
    const States: Record<string, unknown> = { End: { Type: "Succeed" } };
    for (let n = 0; n < 1_000; n++) States[`S${n}`] = { Type: "Pass", Next: n === 999 ? "End" : `S${n + 1}` };
    expect(found({ StartAt: "S0", States })).to.deep.equal([]);
    States.S500 = { Type: "Pass", Next: "S502" };
    expect(found({ StartAt: "S0", States })).to.deep.equal(["unreachable-state States.S501"]);
  });
});
