/** What the audit knows of actions. */
import { readFileSync, statSync } from "node:fs";
import { expect } from "chai";
import { actionNamesOf, actionsLike, hasService } from "../../iam/audit/actionReference";
import { ACTIONS_FILE, actionsText } from "../../tools/iamActions";

describe("the reference of actions", () => {
  it("is what tools/iamActions.ts writes", async () => {
    expect(readFileSync(ACTIONS_FILE, "utf8")).to.equal(await actionsText());
  });

  it("is small", () => expect(statSync(ACTIONS_FILE).size).to.be.lessThan(600_000));

  const facts: [string, string, string][] = [
    ["s3:getobject", "Read", "sometimes"],
    ["sagemaker:CreateTrainingJob", "Write", "always"],
    ["sagemaker:AddTags", "Tagging", "sometimes"],
    ["sagemaker:ListTrainingJobs", "List", "never"],
    ["iam:PutRolePolicy", "Permissions management", "always"],
    ["XRay:PutTraceSegments", "Write", "never"],
  ];
  for (const [action, access, resourceLevel] of facts) {
    it(`${action}: ${access}, held to resources ${resourceLevel}`, () => {
      const found = actionsLike(action).map((each) => [each.access, each.resourceLevel]);
      expect(found).to.deep.equal([[access, resourceLevel]]);
    });
  }

  it("says what a pattern stands for", () => {
    const names = actionsLike("lambda:*FunctionC?de*").map(({ action }) => action);
    expect(names).to.include("lambda:UpdateFunctionCode").and.not.include("lambda:UpdateFunctionConfiguration");
    expect(actionsLike("lambda:Nothing*")).to.deep.equal([]);
  });

  it("knows services by their prefix", () => {
    expect(["s3", "S3", "sagemaker", "bedrock-agent", "constructor", ""].map(hasService)).to.deep.equal([
      ...[true, true, true],
      ...[false, false, false],
    ]);
    expect(actionNamesOf("sts")).to.include("sts:AssumeRole");
    expect(actionNamesOf("nothing")).to.deep.equal([]);
  });
});
