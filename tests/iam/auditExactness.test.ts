/** A role's documents beside a definition: nothing when they are derived from it, and each difference by its state. */
import { expect } from "chai";
import fc from "fast-check";
import { FeatureTransformPipeline, MlTrainingPipeline } from "../../components";
import type { StateMachineDefinition } from "../../asl/definition";
import { type CompareOptions, compareWithDefinition, type Entry } from "../../iam/audit/exactness";
import type { Statement } from "../../iam/document";
import { executionPermissions } from "../../iam/executionPermissions";
import { IamError } from "../../iam/iamError";
import { permissionsFor } from "../../iam/permissionsFor";
import { environment, evaluate } from "../support/evaluate";
import { machine } from "../support/stateMachines";

const FUNCTION = "arn:aws:lambda:us-east-1:123456789012:function:prepare";
const TOPIC = "arn:aws:sns:us-east-1:123456789012:done";
const ROLE = "arn:aws:iam::123456789012:role/training";

const training = machine({
  Prepare: {
    Type: "Task",
    Resource: "arn:aws:states:::lambda:invoke",
    Parameters: { FunctionName: FUNCTION },
    Next: "Train",
  },
  Train: {
    Type: "Task",
    Resource: "arn:aws:states:::sagemaker:createTrainingJob.sync",
    Parameters: { "TrainingJobName.$": "States.Format('churn-{}', States.UUID())", RoleArn: ROLE },
    Next: "Tell",
  },
  Tell: { Type: "Task", Resource: "arn:aws:states:::sns:publish", Parameters: { TopicArn: TOPIC }, End: true },
});
const derived = permissionsFor(training, environment).statements;

const compare = (statements: unknown, options?: CompareOptions, definition: StateMachineDefinition = training) =>
  compareWithDefinition([{ Version: "2012-10-17", Statement: statements }], definition, environment, options);
const brief = (entries: Entry[]) =>
  entries.map(({ states, action, resource, path }) =>
    [states.join(), action, resource, ...(path ? [path] : [])].join(" "),
  );

const nothing = { lacking: [], excess: [], unreadable: [] };

describe("compareWithDefinition", () => {
  it("has nothing to say of what is derived", () => {
    expect(compare(derived)).to.deep.equal(nothing);
    const logged = [...derived, ...executionPermissions(["logging", "tracing"])];
    expect(compare(logged, { services: ["logging", "tracing"] })).to.deep.equal(nothing);
  });

  for (const Pipeline of [MlTrainingPipeline, FeatureTransformPipeline]) {
    it(`has nothing to say of ${Pipeline.name}`, async () => {
      const evaluated = await evaluate(() => new Pipeline("churn"));
      const { definition, policy } = {
        definition: evaluated.definition("churn"),
        policy: evaluated.policy("churn-machine"),
      };
      const compared = compareWithDefinition([policy], definition, environment, { services: ["logging", "tracing"] });
      expect(compared).to.deep.equal(nothing);
    });
  }

  it("names the state that lacks an action or a resource, whichever is taken away", () => {
    const entries = derived.flatMap(({ Action, Resource }, at) =>
      Action.flatMap((action) => Resource.map((resource) => ({ at, action, resource }))),
    );
    fc.assert(
      fc.property(fc.constantFrom(...entries), ({ at, action, resource }) => {
        const left = derived.flatMap((statement, index): Statement[] => {
          if (index !== at) return [statement];
          const others = statement.Action.filter((each) => each !== action);
          const elsewhere = statement.Resource.filter((each) => each !== resource);
          return [
            { ...statement, Action: others },
            { ...statement, Action: [action], Resource: elsewhere },
          ].filter((each) => each.Action.length > 0 && each.Resource.length > 0);
        });
        const { lacking, excess } = compare(left);
        expect(excess).to.deep.equal([]);
        expect(lacking.map((entry) => [entry.action, entry.resource])).to.deep.equal([[action, resource]]);
        expect(lacking[0]?.states).to.have.lengthOf(1);
      }),
    );
  });

  it("says which state lacks what", () => {
    expect(brief(compare(derived.filter(({ Action }) => !Action.includes("sns:Publish"))).lacking)).to.deep.equal([
      `States.Tell sns:Publish ${TOPIC}`,
    ]);
    expect(
      compare(derived, { services: ["tracing"] }).lacking.map(({ states, action }) => [states, action]),
    ).to.deep.equal(executionPermissions(["tracing"]).flatMap(({ Action }) => Action.map((action) => [[], action])));
  });

  const excesses: [string, object, string[]][] = [
    [
      "an action that nobody calls",
      { Action: "s3:GetObject", Resource: "arn:aws:s3:::churn/*" },
      [" s3:GetObject arn:aws:s3:::churn/* [0].Statement[0].Action"],
    ],
    [
      "a resource that is wider",
      { Action: "lambda:InvokeFunction", Resource: [FUNCTION, `${FUNCTION}*`] },
      [`States.Prepare lambda:InvokeFunction ${FUNCTION}* [0].Statement[0].Resource[1]`],
    ],
    [
      "a pattern of actions",
      { Action: ["sns:*"], Resource: TOPIC },
      [`States.Tell sns:* ${TOPIC} [0].Statement[0].Action[0]`],
    ],
    ["a narrower resource", { Action: "sagemaker:AddTags", Resource: derivedJob().replace("*", "a-*") }, []],
    [
      "a role that may be passed to anybody",
      { Action: "iam:PassRole", Resource: ROLE },
      [`States.Train iam:PassRole ${ROLE} [0].Statement[0].Resource`],
    ],
    [
      "a resource of another service, for another action",
      { Action: ["sns:Publish", "lambda:InvokeFunction"], Resource: [TOPIC, FUNCTION] },
      [],
    ],
    [
      "everything but",
      { NotAction: "iam:*", Resource: TOPIC },
      [`States.Prepare,States.Train,States.Tell * ${TOPIC} [0].Statement[0].NotAction`],
    ],
    ["a Deny", { Effect: "Deny", Action: "iam:CreateUser", Resource: "*" }, []],
  ];
  for (const [what, statement, expected] of excesses) {
    it(`excess: ${what}`, () => {
      const { excess, lacking } = compare([{ Effect: "Allow", ...statement }, ...derived]);
      expect(brief(excess)).to.deep.equal(expected);
      expect(lacking).to.deep.equal([]);
    });
  }

  it("counts logging as too much when the machine has none", () => {
    const { excess } = compare([...derived, ...executionPermissions(["logging"])], { services: [] });
    expect(new Set(excess.map(({ action }) => action))).to.deep.equal(
      new Set(executionPermissions(["logging"]).flatMap(({ Action }) => Action)),
    );
  });

  it("takes what is allowed under a condition as lacking, and what is denied", () => {
    const inOffice = { IpAddress: { "aws:SourceIp": "203.0.113.0/24" } };
    const publish = { Effect: "Allow", Action: "sns:Publish", Resource: TOPIC };
    const others = derived.filter(({ Action }) => !Action.includes("sns:Publish"));
    expect(compare([...others, { ...publish, Condition: inOffice }]).lacking.map(({ reason }) => reason)).to.deep.equal(
      ["it is allowed only where aws:sourceip is 203.0.113.0/24"],
    );
    const denied = compare([...derived, { Effect: "Deny", Action: "sns:*", Resource: "arn:aws:sns:*:*:d*" }]).lacking;
    expect(brief(denied)).to.deep.equal([`States.Tell sns:Publish ${TOPIC} [0].Statement[${derived.length}]`]);
  });

  it("takes a role's documents together, and says what it could not read", () => {
    const [first, ...rest] = derived;
    const documents = [{ Statement: first }, JSON.stringify({ Statement: rest })];
    expect(compareWithDefinition(documents, training, environment)).to.deep.equal(nothing);
    const { unreadable } = compareWithDefinition([...documents, "no JSON"], training, environment);
    expect(unreadable.map(({ code, path }) => [code, path])).to.deep.equal([["unreadable-document", "[2]"]]);
  });

  it("throws when a state's permissions cannot be derived", () => {
    const fromInput = machine({
      Train: {
        Type: "Task",
        Resource: "arn:aws:states:::sagemaker:createTrainingJob.sync",
        Parameters: { TrainingJobName: "churn", "RoleArn.$": "$.role" },
        End: true,
      },
    });
    expect(() => compare(derived, {}, fromInput)).to.throw(IamError);
    expect(
      compare(permissionsFor(fromInput, environment, { roles: [ROLE] }).statements, { roles: [ROLE] }, fromInput),
    ).to.deep.equal(nothing);
  });
});

/** The training jobs' ARN as it is derived. */
function derivedJob(): string {
  return derived.flatMap(({ Resource }) => Resource).find((arn) => arn.includes(":training-job/")) ?? "";
}
