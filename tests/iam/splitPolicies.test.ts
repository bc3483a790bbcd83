import { expect } from "chai";
import fc from "fast-check";
import type { Conditions, Statement } from "../../iam/document";
import { minimise } from "../../iam/minimise";
import {
  MAX_INLINE_POLICY_CHARACTERS,
  MAX_MANAGED_POLICY_CHARACTERS,
  sizeOf,
  splitPolicies,
} from "../../iam/splitPolicies";
import { statementOf } from "../../iam/statement";
import { isAllowed } from "../support/simulate";

const bucket = (index: number) => `arn:aws:s3:::bucket-${index}/*`;
const many = (count: number) =>
  statementOf(
    ["s3:GetObject", "s3:PutObject"],
    Array.from({ length: count }, (_, i) => bucket(i)),
  );

describe("splitPolicies", () => {
  it("gives one document where all fits, in the order given, and none for nothing", () => {
    const statements = [many(2), statementOf(["s3:ListBucket"], ["arn:aws:s3:::b"])];
    expect(splitPolicies(statements, MAX_INLINE_POLICY_CHARACTERS)).to.deep.equal([
      { Version: "2012-10-17", Statement: statements },
    ]);
    expect(splitPolicies([], 100)).to.deep.equal([]);
  });

  it("counts no white space, as IAM does", () => {
    expect(sizeOf(statementOf(["s:A"], ["x y"]))).to.equal(sizeOf(statementOf(["s:A"], ["xy"])));
  });

  it("splits a statement that is too long by itself", () => {
    const documents = splitPolicies([many(1_000)], MAX_MANAGED_POLICY_CHARACTERS);
    expect(documents).to.have.lengthOf(5);
    for (const document of documents) expect(sizeOf(document)).to.be.at.most(MAX_MANAGED_POLICY_CHARACTERS);
    expect(minimise(documents.flatMap(({ Statement }) => Statement))).to.deep.equal(minimise([many(1_000)]));
  });

  it("splits by actions and by a condition's values when there is one resource", () => {
    const prefixes = Array.from({ length: 40 }, (_, index) => `prefix-${index}/*`);
    const list = statementOf(["s3:ListBucket"], ["arn:aws:s3:::b"], { StringLike: { "s3:prefix": prefixes } });
    const documents = splitPolicies([list], 300);
    for (const document of documents) expect(sizeOf(document)).to.be.at.most(300);
    expect(minimise(documents.flatMap(({ Statement }) => Statement))).to.deep.equal(minimise([list]));
  });

  it("refuses what cannot be divided further", () => {
    expect(() => splitPolicies([statementOf(["s3:GetObject"], ["x".repeat(200)])], 150)).to.throw(
      RangeError,
      "s3:GetObject",
    );
    const negative = statementOf(["s:A"], ["x"], { StringNotEquals: { k: ["a".repeat(100), "b".repeat(100)] } });
    expect(() => splitPolicies([negative], 150)).to.throw(RangeError);
  });

  const conditions = fc.option(
    fc.constantFrom<Conditions>(
      { StringLike: { "aws:RequestTag/k": ["v", "w", "x*"] } },
      { StringEquals: { "aws:RequestTag/k": "v" } },
    ),
    { nil: undefined },
  );
  const statement = fc
    .tuple(
      fc.uniqueArray(fc.constantFrom("s3:GetObject", "s3:PutObject", "s3:DeleteObject"), { minLength: 1 }),
      fc.uniqueArray(fc.nat(30), { minLength: 1, maxLength: 20 }),
      conditions,
    )
    .map(([actions, indexes, when]) => statementOf(actions, indexes.map(bucket), when));

  it("keeps within the limit and allows just the same, whatever it is given", () => {
    fc.assert(
      fc.property(fc.array(statement, { maxLength: 8 }), fc.integer({ min: 250, max: 1_500 }), (statements, limit) => {
        const documents = splitPolicies(statements, limit);
        for (const document of documents) expect(sizeOf(document)).to.be.at.most(limit);
        expect(minimise(documents.flatMap(({ Statement }) => Statement))).to.deep.equal(minimise(statements));
        expect(splitPolicies(statements, limit)).to.deep.equal(documents);
      }),
    );
  });

  it("allows a call in one of its documents when the whole allows it, by the simulator's judgement", async () => {
    const call = fc.record({
      action: fc.constantFrom("s3:GetObject", "s3:PutObject"),
      resource: fc.nat(30).map((index) => `arn:aws:s3:::bucket-${index}/key`),
      context: fc.constantFrom<Record<string, string>>({}, { "aws:RequestTag/k": "v" }, { "aws:RequestTag/k": "xy" }),
      source: fc.constant("a property"),
    });
    const policy = (Statement: Statement[]) => ({ Version: "2012-10-17" as const, Statement });
    await fc.assert(
      fc.asyncProperty(fc.array(statement, { minLength: 1, maxLength: 4 }), call, async (statements, each) => {
        const documents = splitPolicies(statements, 300);
        const judged = await Promise.all(documents.map((document) => isAllowed(document, each)));
        expect(judged.includes(true)).to.equal(await isAllowed(policy(statements), each));
      }),
      { numRuns: 100 },
    );
  });
});
