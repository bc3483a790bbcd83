import { expect } from "chai";
import fc from "fast-check";
import type { Conditions, Statement } from "../../iam/document";
import { minimise } from "../../iam/minimise";
import { statementOf } from "../../iam/statement";
import { matchesPattern } from "../../iam/wildcards";
import { isAllowed } from "../support/simulate";

const prefixes = (...values: string[]): Conditions => ({
  StringLike: { "s3:prefix": values.length === 1 ? (values[0] ?? "") : values },
});

describe("minimise", () => {
  it("joins actions on the same resources and resources of the same actions", () => {
    const statements = [
      statementOf(["s:A"], ["x"]),
      statementOf(["s:B"], ["x"]),
      statementOf(["s:A"], ["y"]),
      statementOf(["s:B"], ["y"]),
    ];
    expect(minimise(statements)).to.deep.equal([statementOf(["s:A", "s:B"], ["x", "y"])]);
  });

  it("keeps statements with different conditions apart", () => {
    const secure = { Bool: { "aws:SecureTransport": "true" } };
    const kind = { StringEquals: { k: "v" } };
    expect(minimise([statementOf(["s:A"], ["x"], secure), statementOf(["s:A"], ["x"], kind)])).to.have.lengthOf(2);
  });

  it("joins the values of statements that differ in nothing else", () => {
    const list = (condition: Conditions) => statementOf(["s3:ListBucket"], ["b"], condition);
    expect(minimise([list(prefixes("b/*")), list(prefixes("a/*", "c"))])).to.deep.equal([
      list(prefixes("a/*", "b/*", "c")),
    ]);
    // The broader pattern says it all.
    expect(minimise([list(prefixes("a/*")), list(prefixes("a/b/*", "a/b"))])).to.deep.equal([list(prefixes("a/*"))]);
  });

  it("joins no values where several do not mean any of them, or other keys differ", () => {
    const pair = (a: Conditions, b: Conditions) =>
      minimise([statementOf(["s:A"], ["x"], a), statementOf(["s:A"], ["x"], b)]);
    expect(pair({ StringNotEquals: { k: "a" } }, { StringNotEquals: { k: "b" } })).to.have.lengthOf(2);
    expect(pair({ StringEquals: { k: "a", other: "1" } }, { StringEquals: { k: "b", other: "2" } })).to.have.lengthOf(
      2,
    );
  });

  it("drops what is allowed without a condition from statements with one", () => {
    const when = { StringEquals: { k: "v" } };
    const statements = [statementOf(["s:A"], ["x/*"]), statementOf(["s:A", "s:B"], ["x/1", "y"], when)];
    expect(minimise(statements)).to.deep.equal([
      statementOf(["s:A"], ["x/*"]),
      statementOf(["s:A"], ["y"], when),
      statementOf(["s:B"], ["x/1", "y"], when),
    ]);
  });

  it("drops resources that a wildcard covers", () => {
    expect(minimise([statementOf(["s:A"], ["x/1", "x/*", "y"])])).to.deep.equal([statementOf(["s:A"], ["x/*", "y"])]);
  });

  it("keeps one of two patterns that cover each other", () => {
    expect(minimise([statementOf(["s:A"], ["x*", "x**"])])).to.deep.equal([statementOf(["s:A"], ["x*"])]);
  });

  it("matches as IAM does", () => {
    expect(matchesPattern("a/*", "a/b/c")).to.equal(true);
    expect(matchesPattern("a?c", "abc")).to.equal(true);
    expect(matchesPattern("a.c", "abc")).to.equal(false);
    expect(matchesPattern("*", "a*")).to.equal(true);
    // One character is less than any number of them.
    expect(matchesPattern("a?", "a*")).to.equal(false);
  });

  const action = fc.constantFrom("s3:GetObject", "s3:PutObject", "s3:DeleteObject");
  const key = fc.constantFrom("*", "x", "x?", "x*", "x/1", "x/*", "x/*/z", "x/y/z", "*/z", "*z", "y");
  const condition = fc.option(
    fc.constantFrom<Conditions>(
      { StringEquals: { "aws:RequestTag/k": "v" } },
      { StringEquals: { "aws:RequestTag/k": ["v", "w"] } },
      { StringLike: { "aws:RequestTag/k": "v*" } },
      { StringEquals: { "aws:RequestTag/k": "v" }, Bool: { "aws:SecureTransport": "true" } },
      { StringNotEquals: { "aws:RequestTag/k": "v" } },
    ),
    { nil: undefined },
  );
  const statement = fc
    .tuple(fc.uniqueArray(action, { minLength: 1 }), fc.uniqueArray(key, { minLength: 1 }), condition)
    .map(([actions, keys, when]) =>
      statementOf(
        actions,
        keys.map((name) => `arn:aws:s3:::b/${name}`),
        when,
      ),
    );
  const call = fc.record({
    action,
    resource: fc
      .constantFrom("x", "x1", "x/1", "x/2", "x/y/z", "a/z", "z", "y", "w")
      .map((name) => `arn:aws:s3:::b/${name}`),
    context: fc.constantFrom<Record<string, string>>(
      {},
      { "aws:RequestTag/k": "v" },
      { "aws:RequestTag/k": "w" },
      { "aws:RequestTag/k": "vw", "aws:SecureTransport": "true" },
      { "aws:RequestTag/k": "v", "aws:SecureTransport": "true" },
    ),
    source: fc.constant("a property"),
  });
  const policy = (Statement: Statement[]) => ({ Version: "2012-10-17" as const, Statement });

  it("never allows more or less, whatever it is given, by the simulator's judgement", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(statement, { maxLength: 6 }),
        fc.array(call, { minLength: 1, maxLength: 8 }),
        async (statements, calls) => {
          const minimised = minimise(statements);
          for (const each of calls) {
            expect(await isAllowed(policy(minimised), each)).to.equal(await isAllowed(policy(statements), each));
          }
        },
      ),
      { numRuns: 200 },
    );
  });

  it("gives the same again for what it gave, leaves its input alone, and does not mind the order", () => {
    fc.assert(
      fc.property(fc.array(statement, { maxLength: 8 }), (statements) => {
        const before = JSON.stringify(statements);
        const minimised = minimise(statements);
        expect(minimise(minimised)).to.deep.equal(minimised);
        expect(minimise([...statements].reverse())).to.deep.equal(minimised);
        expect(JSON.stringify(statements)).to.equal(before);
      }),
      { numRuns: 500 },
    );
  });

  it("leaves no statement and no resource that the others allow already", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(statement, { maxLength: 4 }), async (statements) => {
        for (const { Action, Resource } of minimise(statements)) {
          expect(new Set(Action).size).to.equal(Action.length);
          for (const narrow of Resource) {
            expect(Resource.filter((wide) => wide !== narrow && matchesPattern(wide, narrow))).to.deep.equal([]);
          }
        }
      }),
    );
  });
});
