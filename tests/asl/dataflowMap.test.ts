import { cases, line, type Loose, read, start } from "./dataflowCases";

const pass: Loose = { Type: "Pass" };

describe("dataflow: Map", () => {
  const map = (processor: Loose, more: Loose = {}): Loose => ({ Type: "Map", ItemProcessor: processor, ...more });
  const distributed = (states: Loose): Loose => line(states, { ProcessorConfig: { Mode: "DISTRIBUTED" } });
  const items = start({ l: [{ a: 1 }, { a: 2, b: 3 }], n: 5, t: "x" });
  cases([
    ["gives an item to each iteration", line({ S: items, M: map(line({ X: read("$.a") }), { ItemsPath: "$.l" }) }), []],
    [
      "finds what no item has",
      line({ S: items, M: map(line({ X: read("$.c") }), { ItemsPath: "$.l" }) }),
      ["unknown-path States.M.ItemProcessor.States.X.Parameters.x"],
    ],
    [
      "warns of what only some items have",
      line({ S: items, M: map(line({ X: read("$.b") }), { ItemsPath: "$.l" }) }),
      ["(maybe-missing-path States.M.ItemProcessor.States.X.Parameters.x)"],
    ],
    [
      "wants a list",
      line({ S: items, M: map(line({ X: pass }), { ItemsPath: "$.n" }) }),
      ["not-a-list States.M.ItemsPath"],
    ],
    [
      "wants a list where the whole input is taken",
      line({ S: items, M: map(line({ X: pass })) }),
      ["not-a-list States.M.InputPath"],
    ],
    [
      "finds items that are not there",
      line({ S: items, M: map(line({ X: pass }), { ItemsPath: "$.m" }) }),
      ["unknown-path States.M.ItemsPath"],
    ],
    [
      "shapes the items",
      line({
        S: items,
        M: map(line({ X: read("$.v.a"), Y: read("$.x") }), {
          ItemsPath: "$.l",
          ItemSelector: { "v.$": "$$.Map.Item.Value", "i.$": "$$.Map.Item.Index", "n.$": "$.n" },
        }),
      }),
      [],
    ],
    [
      "knows the item in its selector",
      line({
        S: items,
        M: map(line({ X: pass }), { ItemsPath: "$.l", ItemSelector: { "v.$": "$$.Map.Item.Value.c" } }),
      }),
      ["unknown-context-path States.M.ItemSelector.v"],
    ],
    [
      "knows the item inside",
      line({
        S: items,
        M: map(line({ X: read("$$.Map.Item.Value.a"), Y: read("$$.Map.Item.Vlaue") }), { ItemsPath: "$.l" }),
      }),
      ["unknown-context-path States.M.ItemProcessor.States.Y.Parameters.x"],
    ],
    [
      "takes the older names",
      line({
        S: items,
        M: {
          Type: "Map",
          ItemsPath: "$.l",
          Parameters: { "v.$": "$$.Map.Item.Value" },
          Iterator: line({ X: read("$.w") }),
        },
      }),
      ["unknown-path States.M.Iterator.States.X.Parameters.x"],
    ],
    [
      "gives a list of what iterations give",
      line({
        S: items,
        M: map(line({ X: start({ r: 1 }) }), { ItemsPath: "$.l" }),
        A: read("$[0].r"),
        B: read("$.r"),
      }),
      ["unknown-path States.B.Parameters.x"],
    ],
    [
      "takes numbers from paths",
      line({
        S: items,
        M: map(line({ X: pass }), { ItemsPath: "$.l", MaxConcurrencyPath: "$.n", ToleratedFailureCountPath: "$.t" }),
      }),
      ["wrong-value-type States.M.ToleratedFailureCountPath"],
    ],
    [
      "knows nothing of what a reader reads",
      line({
        S: items,
        M: map(distributed({ X: read("$.any") }), {
          ItemReader: { Resource: "arn:aws:states:::s3:getObject", Parameters: { Bucket: "b", "Key.$": "$.key" } },
        }),
      }),
      ["unknown-path States.M.ItemReader.Parameters.Key"],
    ],
    [
      "makes batches",
      line({
        S: items,
        M: map(distributed({ X: read("$.Items[0].a"), Y: read("$.z") }), {
          ItemsPath: "$.l",
          ItemBatcher: { MaxItemsPerBatch: 2, BatchInput: { "n.$": "$.n" } },
        }),
      }),
      ["unknown-path States.M.ItemProcessor.States.Y.Parameters.x"],
    ],
    [
      "gives each batch its input",
      line({
        S: items,
        M: map(distributed({ X: read("$.BatchInput.m") }), {
          ItemsPath: "$.l",
          ItemBatcher: { BatchInput: { "n.$": "$.n" } },
        }),
      }),
      ["unknown-path States.M.ItemProcessor.States.X.Parameters.x"],
    ],
    [
      "knows what a writer leaves",
      line({
        S: items,
        M: map(distributed({ X: pass }), {
          ItemsPath: "$.l",
          ResultWriter: { Resource: "arn:aws:states:::s3:putObject", Parameters: { Bucket: "b" } },
        }),
        A: read("$.ResultWriterDetails.Key"),
      }),
      [],
    ],
    [
      "finds what a writer does not leave",
      line({
        S: items,
        M: map(distributed({ X: pass }), {
          ItemsPath: "$.l",
          ResultWriter: { Resource: "arn:aws:states:::s3:putObject", Parameters: { Bucket: "b" } },
        }),
        A: read("$[0]"),
      }),
      ["unknown-path States.A.Parameters.x"],
    ],
    [
      "nests, with the inner item in sight",
      line({ S: start([[{ a: 1 }]]), M: map(line({ N: map(line({ X: read("$$.Map.Item.Value.b") })) })) }),
      ["unknown-context-path States.M.ItemProcessor.States.N.ItemProcessor.States.X.Parameters.x"],
    ],
  ]);
});
