import { expect } from "chai";
import * as fc from "fast-check";
import type { Statement } from "../../iam/document";
import { MAX_MANAGED_POLICY_CHARACTERS, splitPolicies } from "../../iam/splitPolicies";

/** Every action on every resource, with its condition. */
function entriesOf(statements: readonly Statement[]): string[] {
  return statements
    .flatMap(({ Effect, Action, Resource, Condition }) =>
      Action.flatMap((action) => Resource.map((resource) => JSON.stringify([Effect, action, resource, Condition]))),
    )
    .sort();
}

const statement = (Action: string[], Resource: string[]): Statement => ({ Effect: "Allow", Action, Resource });
const many = (count: number, prefix: string) => Array.from({ length: count }, (_, index) => `${prefix}${index}`);

describe("splitting policies", () => {
  it("leaves what has room as it is", () => {
    const statements = [statement(["a:B"], ["x"]), statement(["c:D"], ["y"])];
    expect(splitPolicies(statements, 1000)).to.deep.equal([{ Version: "2012-10-17", Statement: statements }]);
    expect(splitPolicies([], 1000)).to.deep.equal([{ Version: "2012-10-17", Statement: [] }]);
  });

  it("fills documents before it begins another", () => {
    const arns = many(300, "arn:aws:lambda:eu-west-1:123456789012:function:name-");
    const documents = splitPolicies([statement(["lambda:InvokeFunction"], arns), statement(["a:B"], ["x"])], 6144);
    const lengths = documents.map((document) => JSON.stringify(document).length);
    expect(documents).to.have.length(Math.ceil(JSON.stringify(arns).length / 6144));
    for (const length of lengths.slice(0, -1)) expect(length).to.be.above(6000);
  });

  it("splits by actions where one resource is left", () => {
    const documents = splitPolicies([statement(many(100, "service:Action"), ["x"])], 500);
    expect(documents.length).to.be.above(1);
    expect(documents.every(({ Statement }) => Statement.every(({ Resource }) => Resource.length === 1))).to.equal(true);
  });

  it("refuses an entry that is longer than a document", () => {
    expect(() => splitPolicies([statement(["a:B"], ["x".repeat(6144)])], MAX_MANAGED_POLICY_CHARACTERS)).to.throw(
      RangeError,
    );
  });

  it("allows just the same, within the limit, whatever the statements are", () => {
    const names = fc.array(fc.string({ minLength: 1, maxLength: 30 }), { minLength: 1, maxLength: 40 });
    const statements = fc.array(fc.tuple(names, names).map(([actions, resources]) => statement(actions, resources)));
    fc.assert(
      fc.property(statements, fc.integer({ min: 300, max: 3000 }), (given, limit) => {
        const documents = splitPolicies(given, limit);
        expect(entriesOf(documents.flatMap(({ Statement }) => Statement))).to.deep.equal(entriesOf(given));
        for (const document of documents) expect(JSON.stringify(document).length).to.be.at.most(limit);
      }),
    );
  });
});
