import { expect } from "chai";
import fc from "fast-check";
import type { Conditions, Statement } from "../../iam/document";
import { minimise } from "../../iam/minimise";
import { matchesPattern } from "../../iam/wildcards";
import { statementOf } from "../../iam/statement";

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
    const condition = { StringEquals: { k: "v" } };
    expect(minimise([statementOf(["s:A"], ["x"]), statementOf(["s:A"], ["x"], condition)])).to.have.lengthOf(2);
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
  });

  it("never allows more or less, whatever it is given", () => {
    const action = fc.constantFrom("s:A", "s:B", "s:C");
    const resource = fc.constantFrom("x", "x/1", "x/2", "x/*", "y", "*");
    const condition = fc.option(fc.constantFrom<Conditions>({ StringEquals: { k: "v" } }, { Bool: { b: "true" } }), {
      nil: undefined,
    });
    const statement = fc
      .tuple(fc.uniqueArray(action, { minLength: 1 }), fc.uniqueArray(resource, { minLength: 1 }), condition)
      .map(([actions, resources, when]) => statementOf(actions, resources, when));
    const allowed = (statements: Statement[]) =>
      new Set(
        ["s:A", "s:B", "s:C"].flatMap((called) =>
          ["x", "x/1", "x/2", "x/3", "y", "z"].flatMap((on) =>
            statements
              .filter(
                ({ Action, Resource }) =>
                  Action.includes(called) && Resource.some((pattern) => matchesPattern(pattern, on)),
              )
              .map(({ Condition }) => `${called} ${on} ${JSON.stringify(Condition)}`),
          ),
        ),
      );
    fc.assert(
      fc.property(fc.array(statement, { maxLength: 8 }), (statements) => {
        const before = statements.map((each) => JSON.stringify(each));
        const minimised = minimise(statements);
        expect(allowed(minimised)).to.deep.equal(allowed(statements));
        expect(minimise(minimised)).to.deep.equal(minimised);
        expect(statements.map((each) => JSON.stringify(each))).to.deep.equal(before);
      }),
    );
  });
});
