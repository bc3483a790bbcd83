/** What the checker says to do. */
import { expect } from "chai";
import { checkDefinition } from "../../asl/check/checkDefinition";
import { didYouMean } from "../../asl/check/didYouMean";
import { matchPattern } from "../../asl/check/remedies";

/** The remedy of the finding at a path of the state A. */
function remedyAt(path: string, state: object, more: object = {}): string | undefined {
  const definition = { StartAt: "A", States: { A: state }, ...more };
  return checkDefinition(definition).find((problem) => problem.path === `States.A.${path}`)?.remedy;
}

const model = (parameters: object) => ({
  ...{ Type: "Task", Resource: "arn:aws:states:::sagemaker:createModel", End: true },
  Parameters: parameters,
});

describe("remedies", () => {
  it("takes names of one or two letters for each other only when their case differs", () => {
    expect(didYouMean("B", ["A", "Train"])).to.equal("Use one of: A, Train.");
    expect(didYouMean("ab", ["AB"])).to.equal('Did you mean "AB"?');
    expect(didYouMean("xyz", ["A"])).to.equal("Use one of: A.");
    expect(didYouMean("abd", ["abc"])).to.equal('Did you mean "abc"?');
  });

  it("sorts what may be used, and says nothing when there is nothing", () => {
    expect(didYouMean("something", ["Zeta", "Alpha", "Mid"])).to.equal("Use one of: Alpha, Mid, Zeta.");
    expect(didYouMean("something", [])).to.equal("");
  });

  it("names what is missing, and its type", () => {
    expect(remedyAt("Parameters.ModelName", model({}))).to.equal('Give "ModelName", a string.');
    expect(remedyAt("Type", {})).to.equal('Give "Type", a text.');
    expect(remedyAt("Choices", { Type: "Choice" })).to.equal('Give "Choices", a list.');
  });

  it("says which variables there are, or that none is", () => {
    const pass = (name: string) => ({ Type: "Pass", Output: `{% $${name} %}`, End: true });
    const jsonata = { QueryLanguage: "JSONata" };
    expect(remedyAt("Output", pass("model"), jsonata)).to.equal("Assign it in a state before.");
    expect(remedyAt("Output", pass("state"), jsonata)).to.equal('Did you mean "states"?');
    const definition = {
      ...{ ...jsonata, StartAt: "S" },
      States: { S: { Type: "Pass", Assign: { data: 1, bucket: 2 }, Next: "A" }, A: pass("model") },
    };
    expect(checkDefinition(definition).map(({ remedy }) => remedy)).to.deep.equal(["Use one of: bucket, data."]);
    const path = { Type: "Pass", Parameters: { "x.$": "$model" }, End: true };
    expect(remedyAt("Parameters.x", path)).to.equal("Assign it in a state before.");
  });

  it("says in words what a pattern of a known kind takes", () => {
    const role = remedyAt("Parameters.ExecutionRoleArn", model({ ModelName: "a", ExecutionRoleArn: "r".repeat(30) }));
    expect(role).to.equal("Give an ARN of iam: arn:<partition>:iam:…");
    expect(matchPattern("(https|s3)://([^/]+)/?(.*)")).to.equal("Give an S3 URI: s3://<bucket>/<key>");
    const name = remedyAt("Parameters.ModelName", model({ ModelName: "a_b" }));
    expect(name).to.match(/letters and digits, with hyphens between/);
    expect(matchPattern("[a-f]+")).to.equal("Change it so that it matches.");
  });
});
