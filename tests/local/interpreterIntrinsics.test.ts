/** https://docs.aws.amazon.com/step-functions/latest/dg/intrinsic-functions.html */
import { expect } from "chai";
import type { Json } from "../../asl/definition";
import { runState } from "../support/stateMachines";

const call = (expression: string, input: Json = {}) =>
  runState({ Type: "Pass", Parameters: { "x.$": expression } }, input);

describe("interpreter: intrinsic functions", () => {
  const input: Json = {
    text: "Hello World",
    list: [1, 2, 3, 4, 5, 6, 7, 8, 9],
    obj: { a: 1, b: [] },
    n: 7,
    none: null,
  };
  const given: [string, Json][] = [
    ["States.Format('{} and {}', $.text, $.n)", "Hello World and 7"],
    ["States.Format('{}', $.none)", "null"],
    ["States.Format('{}', $.obj)", "{a=1, b=[]}"],
    ["States.Format('no placeholder')", "no placeholder"],
    ["States.Format('it\\'s \\{\\} \\\\ {}', true)", "it's {} \\ true"],
    ["States.Format($.text)", "Hello World"],
    ["States.Array()", []],
    ["States.Array('a', 1, null, $.obj)", ["a", 1, null, { a: 1, b: [] }]],
    ["States.ArrayPartition($.list, 4)", [[1, 2, 3, 4], [5, 6, 7, 8], [9]]],
    ["States.ArrayContains($.list, 5)", true],
    ["States.ArrayContains(States.Array($.obj), $.obj)", true],
    ["States.ArrayContains($.list, '5')", false],
    ["States.ArrayRange(1, 9, 2)", [1, 3, 5, 7, 9]],
    ["States.ArrayRange(0, 10, 3)", [0, 3, 6, 9]],
    ["States.ArrayRange(3, 1, -1)", [3, 2, 1]],
    ["States.ArrayRange(3, 1, 1)", []],
    ["States.ArrayLength(States.ArrayRange(1, 1000, 1))", 1000],
    ["States.ArrayGetItem($.list, 5)", 6],
    ["States.ArrayLength($.list)", 9],
    ["States.ArrayUnique(States.Array(1, '1', 1, null, $.obj, $.obj))", [1, "1", null, { a: 1, b: [] }]],
    ["States.Base64Encode('Data to encode')", "RGF0YSB0byBlbmNvZGU="],
    ["States.Base64Decode('RGF0YSB0byBlbmNvZGU=')", "Data to encode"],
    ["States.Hash('input data', 'SHA-1')", "aaff4a450a104cd177d28d18d74485e8cae074b7"],
    ["States.Hash('input data', 'MD5')", "812f45842bc6d66ee14572ce20db8e86"],
    ["States.JsonMerge($.obj, States.StringToJson('{\"a\":2}'), false)", { a: 2, b: [] }],
    ["States.StringToJson('{\"number\":20}')", { number: 20 }],
    ["States.StringToJson(' ')", null],
    ["States.JsonToString($.obj)", '{"a":1,"b":[]}'],
    ["States.MathAdd($.n, -8)", -1],
    ["States.MathAdd(1.5, -1.5)", 1],
    ["States.MathAdd(-0.5, 0)", 0],
    ["States.StringSplit('1,2,,3', ',')", ["1", "2", "3"]],
    ["States.StringSplit('This.is+a,test=string', '.+,=')", ["This", "is", "a", "test", "string"]],
    ["States.StringSplit('', ',')", []],
    ["States.Format('{}', States.ArrayGetItem(States.StringSplit($$.StateMachine.Id, ':'), 5))", "stateMachine"],
  ];
  for (const [expression, output] of given) {
    it(expression, async () => {
      expect(await call(expression, input)).to.deep.equal({ status: "SUCCEEDED", output: { x: output } });
    });
  }

  it("States.UUID gives a new one every time", async () => {
    const { output } = await call("States.Array(States.UUID(), States.UUID())");
    const [first, second] = (output as { x: string[] }).x;
    expect(first).to.match(/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
    expect(first).not.to.equal(second);
  });

  it("States.MathRandom is between its bounds, and always the same with a seed", async () => {
    const { output } = await call(
      "States.Array(States.MathRandom(1, 3), States.MathRandom(0, 1000, 3), States.MathRandom(0, 1000, 3))",
    );
    const [free, first, second] = (output as { x: number[] }).x;
    expect(free).to.be.oneOf([1, 2]);
    expect(first).to.equal(second).and.to.be.within(0, 999);
  });

  const failing: [string, string][] = [
    ["States.Format('{} {}', 1)", "the template has 2 placeholders, and there are 1 values"],
    ["States.Format(1)", "a string is wanted, and there is number"],
    ["States.ArrayPartition($.list, 0)", "the size of a part has to be positive, not 0"],
    ["States.ArrayRange(1, 5, 0)", "the step cannot be 0"],
    ["States.ArrayRange(0, 1000, 1)", "there would be 1001 items, and at most 1000 are allowed"],
    ["States.ArrayGetItem($.list, 9)", "the array has no item at 9"],
    ["States.ArrayGetItem($.list, -1)", "the array has no item at -1"],
    ["States.ArrayLength($.text)", "an array is wanted, and there is string"],
    ["States.Base64Decode('not base64!')", "the text is not Base64"],
    ["States.Hash('x', 'SHA-3')", "the algorithm is one of MD5, SHA-1, SHA-256, SHA-384, SHA-512, not SHA-3"],
    ["States.JsonMerge($.obj, $.obj, true)", "only the top level can be merged"],
    ["States.JsonMerge($.list, $.obj, false)", "an object is wanted, and there is array"],
    ["States.StringToJson('{')", "the text is not JSON"],
    ["States.MathAdd(2147483647, 1)", "the sum 2147483648 is beyond 32 bits"],
    ["States.MathAdd('1', 1)", "a number is wanted, and there is string"],
    ["States.MathRandom(3, 3)", "the start 3 has to be below the end 3"],
  ];
  for (const [expression, message] of failing) {
    it(`${expression}: ${message}`, async () => {
      const { error, cause } = await call(expression, input);
      const [name] = expression.split("(");
      expect(error).to.equal("States.IntrinsicFailure");
      expect(cause).to.contain(`The function '${name}' had the following error:`).and.to.contain(message);
    });
  }

  it("texts of more than 10,000 characters are neither encoded nor hashed", async () => {
    for (const name of ["Base64Encode", "Base64Decode"]) {
      const { cause } = await call(`States.${name}($)`, "a".repeat(10_001));
      expect(cause).to.contain("the text has 10001 characters, and at most 10000 are allowed");
    }
  });
});
