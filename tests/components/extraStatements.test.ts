/** Permissions that a user gives beside the derived ones. */
import { Key } from "@pulumi/aws/kms";
import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { type ExtraStatement, StateMachine, type StateMachineArgs } from "../../components";
import { collectErrors } from "../../local/programErrors";
import { evaluate } from "../support/evaluate";
import { machine, task } from "../support/stateMachines";

const FUNCTION = "arn:aws:lambda:us-east-1:123456789012:function:prepare";
const KEY = "arn:aws:kms:us-east-1:123456789012:key/1234";
const definition = machine({ Run: task({ Parameters: { FunctionName: FUNCTION } }) });

const make = (statements: unknown) =>
  evaluate(() => new StateMachine("churn", { definition, statements } as StateMachineArgs));

/** Property path -> reason of all that is refused. */
async function refused(statements: unknown): Promise<[string, string][]> {
  try {
    await make(statements);
  } catch (error) {
    expect(pulumi.InputPropertiesError.isInstance(error), String(error)).to.equal(true);
    const lines = (error as Error).message.split("\n").slice(1);
    return lines.map(
      (line) =>
        line
          .trim()
          .split(/: (.*)/s)
          .slice(0, 2) as [string, string],
    );
  }
  throw new Error("it was accepted");
}

describe("extra statements of a StateMachine", function () {
  this.timeout(60_000);
  const decrypt: ExtraStatement = { Effect: "Allow", Action: "kms:Decrypt", Resource: [KEY] };

  it("are in the role's policy, beside what is derived", async () => {
    const { Statement } = (await make([decrypt])).policy("churn-machine");
    expect(Statement).to.deep.include({ Effect: "Allow", Action: ["kms:Decrypt"], Resource: [KEY] });
    expect(Statement.flatMap(({ Action }) => Action)).to.include.members([
      "lambda:InvokeFunction",
      "xray:PutTraceSegments",
    ]);
    expect((await make(undefined)).policy("churn-machine").Statement).to.have.lengthOf(Statement.length - 1);
  });

  it("may name what another resource gives", async () => {
    const evaluated = await evaluate(() => {
      const key = new Key("churn");
      new StateMachine("churn", { definition, statements: [{ ...decrypt, Resource: [key.arn] }] });
    });
    const { Resource } = evaluated
      .policy("churn-machine")
      .Statement.find(({ Action }) => Action.includes("kms:Decrypt"))!;
    expect(Resource).to.have.lengthOf(1);
    expect(Resource[0]).to.match(/^arn:aws:kms:us-east-1:123456789012:key\//);
  });

  it("are refused with their paths when they give too much away, all at once", async () => {
    const wrong = [
      decrypt,
      { Effect: "Allow", Action: ["s3:GetObject", "s3:Put*"], Resource: "*" },
      { Effect: "Allow", Action: "iam:PassRole", Resource: "arn:aws:iam::123456789012:role/a" },
    ];
    const found = await refused(wrong);
    expect(found.map(([path]) => path)).to.deep.equal([
      "statements[1].Action[1]",
      "statements[1].Resource",
      "statements[2].Action",
    ]);
    expect(found[1]![1]).to.match(/^\* is every resource for s3:GetObject, .*\. Name the resources/);
  });

  it("are refused too when an output turns out to give too much away", async () => {
    const later = [{ ...decrypt, Action: pulumi.output("kms:*") }];
    const { errors } = await collectErrors(() => make(later), 30);
    const texts = errors.map(String);
    expect(texts).not.to.be.empty;
    for (const text of texts) expect(text).to.match(/\n {2}statements\[0\]\.Action: kms:\* is \d+ actions/);
  });

  const refusals: [string, unknown, string][] = [
    ["no list", decrypt, "statements"],
    [
      "an output as text",
      [{ ...decrypt, Resource: `${pulumi.output(KEY) as unknown as string}/*` }],
      "statements[0].Resource",
    ],
    ["a misspelt element", [{ ...decrypt, Actions: "kms:Encrypt" }], "statements[0].Actions"],
    ["NotResource", [{ Effect: "Deny", Action: "kms:Decrypt", NotResource: KEY }], "statements[0].NotResource"],
  ];
  for (const [what, statements, path] of refusals) {
    it(`are refused: ${what}`, async () => {
      expect((await refused(statements)).map(([at]) => at)).to.deep.equal([path]);
    });
  }

  it("show what may be meant as a warning, and go on", async () => {
    const { warn } = pulumi.log;
    const shown: string[] = [];
    const log = pulumi.log as { warn: typeof warn };
    log.warn = async (message) => void shown.push(message);
    try {
      await make([{ Effect: "Allow", Action: "s3:Get*", Resource: "arn:aws:s3:::churn/*" }]);
    } finally {
      log.warn = warn;
    }
    expect(shown.filter((message) => message.startsWith("statements[0].Action: s3:Get* is"))).to.have.lengthOf(1);
  });
});
