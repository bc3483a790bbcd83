import { expect } from "chai";
import fc from "fast-check";
import { AslError } from "../../asl/aslError";
import { checkDefinition } from "../../asl/check/checkDefinition";
import { aslValidatorErrors } from "../support/aslValidator";
import { chain, define, ended, type Fragment, goTo } from "../../asl/fragment";
import { jsonataPass } from "../../asl/jsonataStates";
import type { MapState } from "../../asl/definition";
import { context, format, intrinsic, path, uniqueSuffix, uuid } from "../../asl/reference";
import { choice, fail, map, parallel, pass, succeed, task, wait } from "../../asl/states";
import { renderTemplate } from "../../asl/template";
import { walkStates } from "../../asl/walk";

describe("references", () => {
  it("renders paths, context paths and intrinsics", () => {
    expect(path("$.A.B").expression).to.equal("$.A.B");
    expect(context("Execution.Id").expression).to.equal("$$.Execution.Id");
    expect(format("a-{}-{}", path("$.X"), "y").expression).to.equal("States.Format('a-{}-{}', $.X, 'y')");
    expect(uniqueSuffix().expression).to.equal("States.ArrayGetItem(States.StringSplit(States.UUID(), '-'), 4)");
  });

  it("escapes quotes, backslashes and braces in literals", () => {
    expect(intrinsic("States.Hash", "it's {a} \\", "SHA-1").expression).to.equal(
      "States.Hash('it\\'s \\{a\\} \\\\', 'SHA-1')",
    );
  });

  it("refuses a path that is none and a template whose holes do not match", () => {
    expect(() => path("Name")).to.throw(AslError, '"Name" is not a JSONPath');
    expect(() => format("a-{}", uuid(), "b")).to.throw(AslError, "has 1 {} and was given 2 arguments");
  });
});

describe("renderTemplate", () => {
  it("puts references under keys that end in .$ at any depth, and leaves out what is undefined", () => {
    const template = {
      Name: path("$.Name"),
      Tags: [{ Key: "k", Value: context("Execution.Id") }],
      Vpc: undefined,
      N: 1,
    };
    expect(renderTemplate(template)).to.deep.equal({
      "Name.$": "$.Name",
      Tags: [{ Key: "k", "Value.$": "$$.Execution.Id" }],
      N: 1,
    });
  });

  it("makes an array of references an intrinsic", () => {
    expect(renderTemplate({ Names: [path("$.A"), "b"] })).to.deep.equal({ "Names.$": "States.Array($.A, 'b')" });
  });

  it("refuses an array that mixes references with objects, naming the place", () => {
    expect(() => renderTemplate({ List: [path("$.A"), { b: 1 }] })).to.throw(AslError, "Parameters.List");
  });
});

describe("states", () => {
  const invoke = (name: string, target?: Fragment) =>
    task(
      name,
      { api: "lambda:invoke", parameters: { FunctionName: "f" } },
      target === undefined ? {} : { catch: [{ target }] },
    );

  it("chains states and ends the last one", () => {
    const definition = define(chain(pass("A"), pass("B"), pass("C")));
    expect(definition.StartAt).to.equal("A");
    expect(definition.States).to.deep.equal({
      A: { Type: "Pass", Next: "B" },
      B: { Type: "Pass", Next: "C" },
      C: { Type: "Pass", End: true },
    });
  });

  it("gives tasks their ARN in the partition asked for", () => {
    const definition = define(parallel("P", [invoke("A")]), { partition: "aws-cn" });
    expect(definition.States.P).to.have.nested.property(
      "Branches[0].States.A.Resource",
      "arn:aws-cn:states:::lambda:invoke",
    );
  });

  it("shares one Fail state between the Catches of several tasks", () => {
    const failed = fail("Failed", { error: path("$.Failure.Error"), cause: path("$.Failure.Cause") });
    const definition = define(chain(invoke("A", failed), invoke("B", failed)));
    expect(Object.keys(definition.States)).to.have.members(["A", "B", "Failed"]);
    expect(definition.States.A).to.have.deep.property("Catch", [
      { ErrorEquals: ["States.ALL"], ResultPath: "$.Failure", Next: "Failed" },
    ]);
    expect(definition.States.Failed).to.deep.equal({
      Type: "Fail",
      ErrorPath: "$.Failure.Error",
      CausePath: "$.Failure.Cause",
    });
  });

  it("leads every branch of a choice to what is chained behind it", () => {
    const rule = { Variable: "$.N", NumericGreaterThan: 1 };
    const definition = define(
      chain(choice("C", [{ when: rule, then: pass("Yes") }], { otherwise: pass("No") }), succeed("Done")),
    );
    expect(definition.States.C).to.deep.equal({ Type: "Choice", Choices: [{ ...rule, Next: "Yes" }], Default: "No" });
    expect(definition.States.Yes).to.have.property("Next", "Done");
    expect(definition.States.No).to.have.property("Next", "Done");
  });

  it("ends a fragment, whatever is chained behind what leads to it", () => {
    const failing = task(
      "Try",
      { api: "lambda:invoke", parameters: { FunctionName: "try" } },
      { catch: [{ target: ended(pass("Tell")), resultPath: null }] },
    );
    expect(define(chain(failing, pass("Next"))).States).to.deep.include({
      Tell: { Type: "Pass", End: true },
      Next: { Type: "Pass", End: true },
    });
  });

  it("says a definition's query language once, also for states inside others", () => {
    const inner = jsonataPass("Inner", { output: { QueryLanguage: "JSONata" } });
    const { QueryLanguage, States } = define(map("Each", inner), { queryLanguage: "JSONata" });
    expect(QueryLanguage).to.equal("JSONata");
    expect((States["Each"] as MapState).ItemProcessor!.States).to.deep.equal({
      Inner: { Type: "Pass", Output: { QueryLanguage: "JSONata" }, End: true },
    });
    expect(define(inner).States["Inner"]).to.include({ QueryLanguage: "JSONata" });
  });

  it("loops by goTo", () => {
    const again = choice("Ready?", [{ when: { Variable: "$.Ready", BooleanEquals: true }, then: succeed("Done") }], {
      otherwise: goTo("Wait"),
    });
    const definition = define(chain(wait("Wait", { seconds: 5 }), again));
    expect(definition.States["Ready?"]).to.have.property("Default", "Wait");
    expect(checkDefinition(definition)).to.deep.equal([]);
  });

  it("waits for seconds, timestamps and references to either", () => {
    const stateOf = (fragment: Fragment) => Object.values(define(fragment).States)[0];
    expect(stateOf(wait("W", { seconds: path("$.S") }))).to.include({ SecondsPath: "$.S" });
    expect(stateOf(wait("W", { timestamp: "2030-01-01T00:00:00Z" }))).to.include({ Timestamp: "2030-01-01T00:00:00Z" });
  });

  it("maps over items", () => {
    const definition = define(
      map("M", pass("Each"), {
        itemsPath: "$.Items",
        itemSelector: { item: context("Map.Item.Value") },
        maxConcurrency: 2,
      }),
    );
    expect(definition.States.M).to.deep.equal({
      Type: "Map",
      ItemProcessor: {
        ProcessorConfig: { Mode: "INLINE" },
        StartAt: "Each",
        States: { Each: { Type: "Pass", End: true } },
      },
      ItemsPath: "$.Items",
      ItemSelector: { "item.$": "$$.Map.Item.Value" },
      MaxConcurrency: 2,
      End: true,
    });
  });

  it("refuses two different states of one name and names that are too long", () => {
    expect(() => chain(pass("A"), pass("B"), succeed("A"))).to.throw(
      AslError,
      "States.A: two different states have this name",
    );
    expect(() => pass("x".repeat(81))).to.throw(AslError, "this one has 81");
  });

  it("does not compile a misspelt parameter", () => {
    // @ts-expect-error FunctionNam is no parameter of lambda:invoke
    const misspelt = task("A", { api: "lambda:invoke", parameters: { FunctionName: "f", FunctionNam: "f" } });
    expect(checkDefinition(define(misspelt)).map(({ code }) => code)).to.include("unknown-parameter");
  });
});

describe("any definition that is built", () => {
  const leaf = fc.constantFrom("pass", "task", "wait", "parallel", "map", "choice");
  let count = 0;
  const fragmentOf = (kind: string): Fragment => {
    const name = `${kind} ${count++}`;
    const failed = fail("Failed", { error: path("$.Failure.Error") });
    switch (kind) {
      case "task":
        return task(name, { api: "lambda:invoke", parameters: { FunctionName: "f" } }, { catch: [{ target: failed }] });
      case "wait":
        return wait(name, { seconds: 1 });
      case "parallel":
        return parallel(name, [pass(`${name} a`), chain(pass(`${name} b`), pass(`${name} c`))], {
          resultPath: "$.Results",
        });
      case "map":
        // What comes in depends on the states before, and need not be a list. Nor may it become one: `Catch` adds to it.
        return map(name, pass(`${name} each`), { itemsPath: "$$.Execution.Input.Items", resultPath: "$.Results" });
      case "choice":
        return choice(
          name,
          [{ when: { Variable: "$$.Execution.Input.X", IsPresent: true }, then: pass(`${name} then`) }],
          {
            otherwise: pass(`${name} else`),
          },
        );
      default:
        return pass(name);
    }
  };

  it("has no error, every state reachable, and passes the specification's schema", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(leaf, { minLength: 1, maxLength: 6 }), async (kinds) => {
        const [first, ...rest] = kinds.map(fragmentOf);
        if (first === undefined) return;
        const definition = define(chain(first, ...rest));
        expect(checkDefinition(definition)).to.deep.equal([]);
        expect(aslValidatorErrors(definition)).to.deep.equal([]);
        const names = [...walkStates(definition)].map(({ name }) => name).filter((name) => name !== "Failed");
        expect(new Set(names).size).to.equal(names.length);
      }),
      { numRuns: 15 },
    );
  }).timeout(60_000);
});
