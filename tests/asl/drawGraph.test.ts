import { expect } from "chai";
import type { ChoiceRule, State } from "../../asl/definition";
import { serviceCall, stateCaption } from "../../asl/draw/caption";
import { choiceLabel } from "../../asl/draw/choiceLabel";
import { graphOf } from "../../asl/draw/graph";
import { everyType, trainingPipeline } from "./drawDefinitions";

describe("graph of a definition", () => {
  it("has a node for each state and an edge for each transition", () => {
    const { start, nodes, edges } = graphOf(trainingPipeline);
    const name = (id: string) => nodes.find((node) => node.id === id)!.name;
    expect(name(start!)).to.equal("Generate dataset");
    expect(nodes.map((node) => node.name)).to.deep.equal(Object.keys(trainingPipeline.States));
    expect(nodes.filter(({ final }) => final).map((node) => node.name)).to.deep.equal(["Batch transform"]);
    expect(edges.map(({ from, to, kind }) => `${name(from)} ${kind} ${name(to)}`)).to.include.members([
      "Generate dataset next Train model",
      "Train model catch Pipeline failed",
    ]);
    expect(edges).to.have.length(7);
  });

  it("nests branches and processors", () => {
    const { nodes } = graphOf(everyType);
    const branches = nodes.find(({ name }) => name === "Branches")!;
    expect(branches.groups.map((group) => group.nodes.map(({ name }) => name))).to.deep.equal([
      ["Left", "Inner map"],
      ["Right"],
    ]);
    expect(branches.groups[0]!.nodes[1]!.groups[0]!.nodes[0]!.caption).to.equal("S3: getObject");
    expect(nodes.find(({ name }) => name === "Every item")!.caption).to.equal("Distributed Map");
  });

  it("makes one edge of several rules with the same target", () => {
    const rules = [1, 2].map((value) => ({ Variable: "$.x", NumericEquals: value, Next: "B" }));
    const { edges } = graphOf({
      StartAt: "A",
      States: { A: { Type: "Choice", Choices: rules, Default: "B" }, B: { Type: "Succeed" } },
    });
    expect(edges.map(({ labels }) => labels)).to.deep.equal([["x = 1", "x = 2", "otherwise"]]);
  });

  it("shows missing targets and unreachable states", () => {
    const { nodes } = graphOf({
      StartAt: "A",
      States: { A: { Type: "Pass", Next: "Gone" }, Alone: { Type: "Pass", End: true } },
    });
    expect(nodes.map(({ name, kind, reachable }) => [name, kind, reachable])).to.deep.equal([
      ["A", "Pass", true],
      ["Alone", "Pass", false],
      ["Gone", "Missing", true],
    ]);
  });

  it("takes what is no definition at all", () => {
    for (const wrong of [{}, { StartAt: 1, States: [] }, { StartAt: "A", States: { A: "text", B: null } }]) {
      expect(() => graphOf(wrong as never)).not.to.throw();
    }
  });
});

describe("caption of a state", () => {
  const captions: [State, string][] = [
    [
      { Type: "Task", Resource: "arn:aws:states:::sagemaker:createTrainingJob.sync" },
      "SageMaker: createTrainingJob.sync",
    ],
    [{ Type: "Task", Resource: "arn:${AWS::Partition}:states:::lambda:invoke" }, "Lambda: invoke"],
    [{ Type: "Task", Resource: "arn:aws-cn:states:::aws-sdk:rekognition:detectText" }, "Rekognition: detectText"],
    [{ Type: "Task", Resource: "arn:aws:lambda:us-east-1:123456789012:function:seed:live" }, "Lambda: seed:live"],
    [{ Type: "Task", Resource: "arn:aws:states:us-east-1:123456789012:activity:review" }, "Activity: review"],
    [{ Type: "Task", Resource: "${TrainFunction.Arn}" }, "Task: TrainFunction"],
    [{ Type: "Wait", Seconds: 30 }, "Wait: 30 s"],
    [{ Type: "Wait", TimestampPath: "$.at" }, "Wait until $.at"],
    [{ Type: "Fail", Error: "DataError" }, "Fail: DataError"],
    [{ Type: "Succeed" }, "Succeed"],
  ];
  for (const [state, caption] of captions) {
    it(caption, () => expect(stateCaption(state)).to.equal(caption));
  }

  it("tells no service from what is not a resource string", () => {
    expect(serviceCall({ "Fn::GetAtt": ["A", "Arn"] })).to.deep.equal({ service: "", call: "" });
  });
});

describe("label of a Choice rule", () => {
  const labels: [ChoiceRule, string][] = [
    [{ Variable: "$.job.Status", StringEquals: "Completed" }, 'job.Status = "Completed"'],
    [{ Variable: "$.rmse", NumericLessThanEqualsPath: "$.limit" }, "rmse ≤ limit"],
    [{ Variable: "$.key", StringMatches: "csv/*" }, 'key matches "csv/*"'],
    [{ Variable: "$", IsPresent: false }, "input is not present"],
    [{ Not: { Variable: "$.n", IsNumeric: true } }, "not (n is a number)"],
    [
      {
        And: [
          { Variable: "$.a", BooleanEquals: true },
          {
            Or: [
              { Variable: "$.b", IsNull: true },
              { Variable: "$.c", NumericGreaterThan: 1 },
            ],
          },
        ],
      },
      "a = true and (b is null or c > 1)",
    ],
    [{ Condition: "{% $states.input.rmse < 0.1 %}" }, "$states.input.rmse < 0.1"],
    [{ Variable: "$.a", StringEqual: "misspelt" }, 'a StringEqual "misspelt"'],
    [{}, "condition"],
  ];
  for (const [rule, label] of labels) {
    it(label, () => expect(choiceLabel(rule)).to.equal(label));
  }
});
