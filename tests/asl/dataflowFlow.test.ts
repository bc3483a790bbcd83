import { cases, line, type Loose, read, start } from "./dataflowCases";

const pass: Loose = { Type: "Pass" };
const fail: Loose = { Type: "Fail" };
/** A Choice on an input of which nothing is known. */
const either = (first: string, second: string): Loose => ({
  Type: "Choice",
  Choices: [{ Variable: "$$.Execution.Name", StringMatches: "a*", Next: first }],
  Default: second,
});

describe("dataflow: ways through a definition", () => {
  describe("merging", () => {
    const merged = (first: Loose, second: Loose, last: Loose) =>
      line({ S: start({ a: 1 }), C: either("X", "Y"), X: { ...first, Next: "Z" }, Y: second, Z: last });
    const put = (path: string, data: unknown): Loose => ({ ...start(data), ResultPath: path });
    cases([
      ["takes what both ways have written", merged(put("$.b", 1), put("$.b", "x"), read("$.b")), []],
      [
        "warns of what only one way has written",
        merged(put("$.b", 1), pass, read("$.b")),
        ["(maybe-missing-path States.Z.Parameters.x)"],
      ],
      [
        "finds what no way has written",
        merged(put("$.b", 1), put("$.c", 1), read("$.d")),
        ["unknown-path States.Z.Parameters.x"],
      ],
      [
        "says nothing when a way is not known",
        merged(put("$.b", 1), { Type: "Task", Resource: "arn:aws:lambda:eu-west-1:1:function:f" }, read("$.c")),
        [],
      ],
      [
        "knows the members that both have, of objects that differ",
        merged(put("$.b", { x: 1, y: 1 }), put("$.b", { x: 2 }), read("$.b.y")),
        ["(maybe-missing-path States.Z.Parameters.x)"],
      ],
      [
        "says nothing of a path that a Choice asks for",
        merged(put("$.b", 1), pass, {
          Type: "Choice",
          Choices: [{ Variable: "$.b", IsPresent: true, Next: "R" }],
          Default: "Z",
        }),
        [],
      ],
    ]);
  });

  describe("loops", () => {
    const loop = (first: unknown, body: Loose, more: Loose = {}): Loose => ({
      StartAt: "S",
      States: {
        S: { ...start(first), Next: "B" },
        B: { ...body, Next: "C" },
        C: either("B", "D"),
        D: { Type: "Succeed" },
        ...more,
      },
    });
    cases([
      ["takes a counter", loop({ n: 0 }, { Type: "Pass", Parameters: { "n.$": "States.MathAdd($.n, 1)" } }), []],
      [
        "warns of what the first round lacks",
        loop({ n: 0 }, { Type: "Pass", Parameters: { "n.$": "$.m", m: 1 } }),
        ["(maybe-missing-path States.B.Parameters.n)"],
      ],
      [
        "finds what no round has",
        loop({ n: 0 }, { Type: "Pass", Parameters: { "n.$": "$.m" } }),
        ["unknown-path States.B.Parameters.n"],
      ],
      [
        "ends when each round puts the last inside itself",
        loop({}, { Type: "Pass", Parameters: { "again.$": "$" } }),
        [],
      ],
      [
        "ends when each round makes a longer list",
        loop([], { Type: "Pass", Parameters: { "x.$": "States.Array($, $)" } }),
        [],
      ],
    ]);
  });

  describe("states that nothing leads to", () => {
    cases([
      [
        "are read with nothing known",
        {
          StartAt: "A",
          States: { A: { Type: "Succeed" }, B: { ...read("$.a"), End: true }, C: { ...read("$["), End: true } },
        },
        ["invalid-path States.C.Parameters.x"],
      ],
      [
        "inside a Map, too",
        {
          StartAt: "A",
          States: {
            A: { Type: "Succeed" },
            M: { Type: "Map", ItemProcessor: line({ I: read("$$.Map.Item.Value") }), End: true },
          },
        },
        [],
      ],
    ]);
  });

  describe("Parallel", () => {
    const parallel = (branches: Loose[], more: Loose = {}): Loose => ({
      Type: "Parallel",
      Branches: branches,
      ...more,
    });
    cases([
      [
        "gives each branch the input",
        line({ S: start({ a: 1 }), P: parallel([line({ X: read("$.a") }), line({ Y: read("$.b") })]) }),
        ["unknown-path States.P.Branches[1].States.Y.Parameters.x"],
      ],
      [
        "gives each branch the parameters",
        line({ S: start({ a: 1 }), P: parallel([line({ X: read("$.a") })], { Parameters: { "b.$": "$.a" } }) }),
        ["unknown-path States.P.Branches[0].States.X.Parameters.x"],
      ],
      [
        "gives the list of what the branches give",
        line({ P: parallel([line({ X: start({ a: 1 }) }), line({ Y: start({ b: 1 }) })]), A: read("$[1].b") }),
        [],
      ],
      [
        "knows which branch gives what",
        line({ P: parallel([line({ X: start({ a: 1 }) }), line({ Y: start({ b: 1 }) })]), A: read("$[0].b") }),
        ["unknown-path States.A.Parameters.x"],
      ],
      [
        "knows how many branches there are",
        line({ P: parallel([line({ X: pass })]), A: read("$[1]") }),
        ["unknown-path States.A.Parameters.x"],
      ],
      [
        "leads nowhere when a branch always fails",
        line({ P: parallel([line({ X: fail })], { ResultSelector: { "a.$": "$.b.c" } }), A: read("$.never") }),
        [],
      ],
      [
        "nests",
        line({ P: parallel([line({ Q: parallel([line({ X: start({ a: 1 }) })]) })]), A: read("$[0][0].b") }),
        ["unknown-path States.A.Parameters.x"],
      ],
    ]);
  });

  describe("Catch", () => {
    const task = (more: Loose, caught: Loose): Loose => ({
      Type: "Task",
      Resource: "arn:aws:states:::sagemaker:createTrainingJob.sync",
      Parameters: {},
      Catch: [{ ErrorEquals: ["States.ALL"], Next: "H", ...caught }],
      Next: "E",
      ...more,
    });
    const caught = (handler: Loose, more: Loose = {}, result: Loose = {}) =>
      line({ S: start({ a: 1 }), T: task(result, more), E: { Type: "Succeed" }, H: handler });
    cases([
      ["replaces the input by the error", caught(read("$.a")), ["unknown-path States.H.Parameters.x"]],
      ["gives error and cause", caught({ Type: "Pass", Parameters: { "e.$": "$.Error", "c.$": "$.Cause" } }), []],
      [
        "puts the error into the input",
        caught({ Type: "Pass", Parameters: { "e.$": "$.f.Error", "a.$": "$.a" } }, { ResultPath: "$.f" }),
        [],
      ],
      [
        "finds what an error does not hold",
        caught(read("$.f.Message"), { ResultPath: "$.f" }),
        ["unknown-path States.H.Parameters.x"],
      ],
      [
        "lacks the result of what failed",
        caught(read("$.job.TrainingJobName"), { ResultPath: "$.f" }, { ResultPath: "$.job" }),
        ["unknown-path States.H.Parameters.x"],
      ],
      [
        "finds a malformed place for the error",
        caught(pass, { ResultPath: "$.f[" }),
        ["invalid-path States.T.Catch[0].ResultPath"],
      ],
      ["assigns from the error", caught(read("$why"), { Assign: { "why.$": "$.Cause" } }), []],
    ]);
  });

  describe("variables", () => {
    const set = (values: Loose, more: Loose = {}): Loose => ({ Type: "Pass", Assign: values, ...more });
    const map = (states: Loose, more: Loose = {}): Loose => ({ Type: "Map", ItemProcessor: line(states, more) });
    cases([
      ["can be read once they are assigned", line({ A: set({ v: { b: 1 } }), B: read("$v.b") }), []],
      [
        "cannot be read by who assigns them",
        line({ A: { ...set({ v: 1 }), Parameters: { "x.$": "$v" } } }),
        ["unassigned-variable States.A.Parameters.x"],
      ],
      ["are missed", line({ A: set({ value: 1 }), B: read("$vlaue") }), ["unassigned-variable States.B.Parameters.x"]],
      [
        "hold what they were given",
        line({ A: set({ v: { b: 1 } }), B: read("$v.c") }),
        ["unknown-path States.B.Parameters.x"],
      ],
      [
        "may be unassigned on one way",
        line({ C: either("X", "Y"), X: set({ v: 1 }, { Next: "Z" }), Y: pass, Z: read("$v") }),
        ["(maybe-unassigned-variable States.Z.Parameters.x)"],
      ],
      [
        "come from a task's result",
        line({
          T: {
            Type: "Task",
            Resource: "arn:aws:states:::sagemaker:createTrainingJob.sync",
            Parameters: {},
            Assign: { "n.$": "$.TrainingJobName", "m.$": "$.Nmae" },
          },
        }),
        ["unknown-path States.T.Assign.m"],
      ],
      [
        "come from a rule",
        line({
          C: { Type: "Choice", Choices: [{ Variable: "$.a", IsPresent: true, Assign: { "v.$": "$.a" }, Next: "X" }] },
          X: read("$v"),
        }),
        [],
      ],
      ["are seen inside", line({ A: set({ v: 1 }), M: map({ X: read("$v") }) }), []],
      [
        "are not seen outside",
        line({ M: map({ X: set({ v: 1 }) }), A: read("$v") }),
        ["unassigned-variable States.A.Parameters.x"],
      ],
      [
        "are not assigned from inside",
        line({ A: set({ v: 1 }), M: map({ X: set({ v: 2 }) }) }),
        ["outer-variable States.M.ItemProcessor.States.X.Assign.v"],
      ],
      [
        "are not seen in executions of their own, where their names are free",
        line({
          A: set({ v: 1 }),
          M: map({ X: set({ v: 2, "w.$": "$v" }) }, { ProcessorConfig: { Mode: "DISTRIBUTED" } }),
        }),
        ["unassigned-variable States.M.ItemProcessor.States.X.Assign.w"],
      ],
    ]);
  });
});
