/** https://docs.aws.amazon.com/step-functions/latest/dg/state-map-distributed.html */
import { gzipSync } from "node:zlib";
import { expect } from "chai";
import type { Json, JsonObject } from "../../asl/definition";
import type { Services } from "../../local/interpreter/services";
import { context, end, machine, run, runState, type States } from "../support/stateMachines";

/** Buckets in memory: bodies by `bucket/key`. Listings have two objects a page. */
function memoryS3(objects: Record<string, string | Buffer>): Services & { objects: Record<string, string | Buffer> } {
  return {
    objects,
    s3: {
      async getObject({ Bucket, Key }) {
        const body = objects[`${Bucket}/${Key}`];
        if (body === undefined) throw new Error("The specified key does not exist.");
        return Buffer.from(body);
      },
      async listObjectsV2({ Bucket, Prefix = "", ContinuationToken = "0" }) {
        const start = Number(ContinuationToken);
        const found = Object.keys(objects).filter((path) => path.startsWith(`${Bucket}/${Prefix}`));
        const LastModified = new Date(1_668_699_881_500);
        return {
          Contents: found.slice(start, start + 2).map((path) => ({
            ...{ Key: path.slice(Bucket.length + 1), ETag: '"e"', Size: objects[path]!.length, LastModified },
            StorageClass: "STANDARD",
          })),
          ...(start + 2 < found.length && { NextContinuationToken: String(start + 2) }),
        };
      },
      async putObject({ Bucket, Key, Body }) {
        if (Bucket === "full") throw new Error("Access Denied");
        objects[`${Bucket}/${Key}`] = Body;
      },
    },
  };
}

const processor = (states: States = { I: { Type: "Pass", ...end } }, ExecutionType = "STANDARD") => ({
  ...machine(states),
  ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType },
});
const map = (more: object = {}) => ({ Type: "Map", ItemProcessor: processor(), ...more });
const reader = (InputType: string, Key: string, more: object = {}) => ({
  ...{ Resource: "arn:aws:states:::s3:getObject", ReaderConfig: { InputType, ...more } },
  Parameters: { Bucket: "b", Key },
});

/** Items that are 1 fail. */
const fragile: States = {
  C: { Type: "Choice", Choices: [{ Variable: "$", NumericEquals: 1, Next: "F" }], Default: "S" },
  F: { Type: "Fail", Error: "Broken", Cause: "why" },
  S: { Type: "Succeed" },
};

describe("interpreter: Distributed Map", () => {
  it("runs an execution for each item, with its own context object", async () => {
    const inner: States = {
      I: { Type: "Pass", Parameters: { "e.$": "$$.Execution", "m.$": "$$.StateMachine", "of.$": "$" }, ...end },
    };
    const { output } = await runState(map({ Label: "Each", ItemProcessor: processor(inner) }), ["a", "b"]);
    const [first, second] = output as { e: Record<string, string>; m: JsonObject; of: string }[];
    expect(first!.of + second!.of).to.equal("ab");
    expect(first!.m).to.deep.equal({ Id: `${context.StateMachine.Id}/Each`, Name: "m/Each" });
    expect(first!.e).to.include({ Input: "a", RoleArn: context.Execution.RoleArn, RedriveCount: 0 });
    expect(first!.e["Id"]).to.equal(`arn:aws:states:us-east-1:123456789012:execution:m/Each:${first!.e["Name"]!}`);
    expect(first!.e["Name"]).not.to.equal(second!.e["Name"]);
  });

  it("takes the members of an object, too", async () => {
    const ItemSelector = { "k.$": "$$.Map.Item.Key", "v.$": "$$.Map.Item.Value" };
    expect((await runState(map({ ItemSelector }), { x: 1, y: 2 })).output).to.deep.equal([
      { k: "x", v: 1 },
      { k: "y", v: 2 },
    ]);
  });

  it("Express children end after five minutes", async () => {
    const slow: States = { W: { Type: "Wait", Seconds: 301, ...end } };
    const state = (type: string) => map({ ItemProcessor: processor(slow, type) });
    expect((await runState(state("STANDARD"), [1])).status).to.equal("SUCCEEDED");
    expect((await runState(state("EXPRESS"), [1])).error).to.equal("States.ExceedToleratedFailureThreshold");
  });

  describe("tolerated failures", () => {
    const thresholds: [object, Json[], string][] = [
      [{}, [0, 1], "FAILED"],
      [{ ToleratedFailureCount: 1 }, [0, 1], "SUCCEEDED"],
      [{ ToleratedFailureCount: 1 }, [1, 1], "FAILED"],
      [{ ToleratedFailurePercentage: 50 }, [0, 1], "SUCCEEDED"],
      [{ ToleratedFailurePercentage: 49.9 }, [0, 1], "FAILED"],
      [{ ToleratedFailureCount: 5, ToleratedFailurePercentage: 10 }, [0, 1], "FAILED"],
      [{ ToleratedFailurePercentage: 100 }, [1, 1, 1], "SUCCEEDED"],
    ];
    for (const [fields, items, status] of thresholds) {
      it(`${JSON.stringify(fields)} with ${JSON.stringify(items)}: ${status}`, async () => {
        const result = await runState(map({ ...fields, ItemProcessor: processor(fragile) }), items);
        expect(result.status).to.equal(status);
        if (status === "FAILED") {
          expect(result.error).to.equal("States.ExceedToleratedFailureThreshold");
          expect(result.cause).to.equal("The specified tolerated failure threshold was exceeded");
        }
      });
    }

    it("by a path; a wrong one fails the state", async () => {
      const state = map({ ItemsPath: "$.l", ToleratedFailureCountPath: "$.t", ItemProcessor: processor(fragile) });
      expect((await runState(state, { l: [1], t: 1 })).status).to.equal("SUCCEEDED");
      const { error, cause } = await runState(state, { l: [1], t: -1 });
      expect(error).to.equal("States.Runtime");
      expect(cause).to.contain("ToleratedFailureCount cannot be negative.");
      const percentage = map({ ItemsPath: "$.l", ToleratedFailurePercentagePath: "$.t" });
      expect((await runState(percentage, { l: [1], t: 101 })).cause).to.contain(
        "ToleratedFailurePercentage must be between 0 and 100.",
      );
    });

    it("leaves a failed execution's description among the results", async () => {
      const { output } = await runState(map({ ToleratedFailureCount: 1, ItemProcessor: processor(fragile) }), [1]);
      const [failed] = output as JsonObject[];
      expect(failed).to.include({ Status: "FAILED", Error: "Broken", Cause: "why", Input: "1" });
      expect(failed!["ExecutionArn"]).to.match(/^arn:aws:states:us-east-1:123456789012:execution:m\//);
    });

    it("failing stops the children that still run", async () => {
      const states: States = {
        C: { Type: "Choice", Choices: [{ Variable: "$", NumericEquals: 1, Next: "F" }], Default: "W" },
        F: { Type: "Fail", Error: "Broken" },
        W: { Type: "Wait", Seconds: 99_999_999, ...end },
      };
      expect((await runState(map({ ItemProcessor: processor(states) }), [0, 1])).status).to.equal("FAILED");
    });
  });

  describe("ItemBatcher", () => {
    const batched: [object, Json][] = [
      [{ MaxItemsPerBatch: 2 }, [{ Items: [1, 2] }, { Items: [3] }]],
      [{ MaxItemsPerBatchPath: "$.n" }, [{ Items: [1, 2, 3] }]],
      [{ MaxInputBytesPerBatch: 15 }, [{ Items: [1, 2] }, { Items: [3] }]],
      [
        { MaxItemsPerBatch: 3, BatchInput: { "n.$": "$.n", by: "us" } },
        [{ BatchInput: { n: 3, by: "us" }, Items: [1, 2, 3] }],
      ],
    ];
    for (const [ItemBatcher, output] of batched) {
      it(JSON.stringify(ItemBatcher), async () => {
        const result = await runState(map({ ItemsPath: "$.l", ItemBatcher }), { l: [1, 2, 3], n: 3 });
        expect(result).to.deep.equal({ status: "SUCCEEDED", output });
      });
    }

    it("fails for an item that no batch can hold, and counts failures by items", async () => {
      const big = map({ ItemBatcher: { MaxInputBytesPerBatch: 20 } });
      expect((await runState(big, ["x".repeat(50)])).error).to.equal("States.Runtime");
      const failing = processor({ F: { Type: "Fail" } });
      const state = (count: number) =>
        map({ ItemBatcher: { MaxItemsPerBatch: 3 }, ToleratedFailureCount: count, ItemProcessor: failing });
      expect((await runState(state(2), [1, 2, 3])).status).to.equal("FAILED");
      expect((await runState(state(3), [1, 2, 3])).status).to.equal("SUCCEEDED");
    });
  });

  describe("ItemReader", () => {
    const csv = "H1,H2\nv1,v2\n,\n\nv3,v4,more\nv5\n";
    const inventory = JSON.stringify({
      ...{ destinationBucket: "arn:aws:s3:::lists", fileFormat: "CSV", fileSchema: "Bucket, Key, Size" },
      files: [{ key: "data/1.csv.gz" }],
    });
    const objects = {
      "b/a.csv": csv,
      "b/pipes.csv": '"x|y"|1\n',
      "b/double.csv": "H1,H1\n1,2\n",
      "b/a.json": '{"deep": {"list": [1, {"x": 2}]}}',
      "b/list.json": "[1, 2, 3]",
      "b/text.json": '"text"',
      "b/broken.json": "[1,",
      "b/a.jsonl": '{"x": 1}\n\n[2]\n',
      "b/many/1.json": "[1]",
      "b/many/2.json": "[2]",
      "b/many/3.json": "[3]",
      "b/manifest.json": inventory,
      "lists/data/1.csv.gz": gzipSync('"b","k1","5"\n"b","k2","6"\n'),
      "b/unload.csv": "s3://b/a.jsonl\ns3://b/a.jsonl\n",
    };
    const read = (ItemReader: object, more: object = {}, input: Json = {}) =>
      runState(map({ ItemReader, ...more }), input, { services: memoryS3(objects) });

    const files: [string, object, Json][] = [
      [
        "CSV with its own headers",
        reader("CSV", "a.csv", { CSVHeaderLocation: "FIRST_ROW" }),
        [
          { H1: "v1", H2: "v2" },
          { H1: "", H2: "" },
          { H1: "v3", H2: "v4" },
          { H1: "v5", H2: "" },
        ],
      ],
      [
        "CSV with given headers and delimiter",
        reader("CSV", "pipes.csv", { CSVHeaderLocation: "GIVEN", CSVHeaders: ["A", "B"], CSVDelimiter: "PIPE" }),
        [{ A: "x|y", B: "1" }],
      ],
      ["JSON", reader("JSON", "list.json"), [1, 2, 3]],
      ["JSON below a pointer", reader("JSON", "a.json", { ItemsPointer: "/deep/list" }), [1, { x: 2 }]],
      ["at most so many items", reader("JSON", "list.json", { MaxItems: 2 }), [1, 2]],
      ["all items for 0", reader("JSON", "list.json", { MaxItems: 0 }), [1, 2, 3]],
      ["JSON lines", reader("JSONL", "a.jsonl"), [{ x: 1 }, [2]]],
      [
        "an inventory",
        reader("MANIFEST", "manifest.json"),
        [
          { Bucket: "b", Key: "k1", Size: "5" },
          { Bucket: "b", Key: "k2", Size: "6" },
        ],
      ],
      [
        "the files of Athena's UNLOAD",
        reader("JSONL", "unload.csv", { ManifestType: "ATHENA_DATA" }),
        [{ x: 1 }, [2], { x: 1 }, [2]],
      ],
      [
        "a listing",
        { Resource: "arn:aws:states:::s3:listObjectsV2", Parameters: { Bucket: "b", Prefix: "many/1" } },
        [{ Etag: '"e"', Key: "many/1.json", LastModified: 1668699881, Size: 3, StorageClass: "STANDARD" }],
      ],
      [
        "the items of all objects of a listing, page after page",
        {
          ...{ Resource: "arn:aws:states:::s3:listObjectsV2", Parameters: { Bucket: "b", Prefix: "many/" } },
          ReaderConfig: { InputType: "JSON", Transformation: "LOAD_AND_FLATTEN" },
        },
        [1, 2, 3],
      ],
    ];
    for (const [name, ItemReader, output] of files) {
      it(name, async () => {
        expect(await read(ItemReader)).to.deep.equal({ status: "SUCCEEDED", output });
      });
    }

    it("is told where by paths, and ItemSelector sees the items", async () => {
      const ItemReader = {
        ...reader("JSON", "", { MaxItemsPath: "$.most" }),
        Parameters: { "Bucket.$": "$.bucket", Key: "list.json" },
      };
      const more = { ItemSelector: { "v.$": "$$.Map.Item.Value", "b.$": "$.bucket" } };
      const { output } = await read(ItemReader, more, { bucket: "b", most: 1 });
      expect(output).to.deep.equal([{ v: 1, b: "b" }]);
    });

    it("in JSONata", async () => {
      const state = {
        ...map({
          ItemReader: {
            Resource: "arn:aws:states:::s3:getObject",
            ReaderConfig: { InputType: "JSON", MaxItems: "{% 1 + 1 %}" },
            Arguments: { Bucket: "b", Key: "{% $states.input.key %}" },
          },
        }),
        ...{
          QueryLanguage: "JSONata",
          ItemBatcher: { MaxItemsPerBatch: "{% 2 %}", BatchInput: { k: "{% $states.input.key %}" } },
        },
      };
      const { output } = await runState(state, { key: "list.json" }, { services: memoryS3(objects) });
      expect(output).to.deep.equal([{ BatchInput: { k: "list.json" }, Items: [1, 2] }]);
    });

    const failures: [string, object, string][] = [
      ["an object that is not there", reader("JSON", "none.json"), "Amazon S3: The specified key does not exist."],
      [
        "headers twice",
        reader("CSV", "double.csv", { CSVHeaderLocation: "FIRST_ROW" }),
        "CSV headers cannot contain duplicates.",
      ],
      ["JSON that is no list", reader("JSON", "text.json"), "Attempting to map over non-iterable node."],
      ["broken JSON", reader("JSON", "broken.json"), "The file is not JSON: "],
      [
        "a pointer to nowhere",
        reader("JSON", "a.json", { ItemsPointer: "/none/x" }),
        "The ItemsPointer /none/x leads nowhere.",
      ],
      ["a negative number of items", reader("JSON", "list.json", { MaxItems: -1 }), "field MaxItems must be positive"],
      ["a manifest that is none", reader("MANIFEST", "a.json"), "a.json is not the manifest of an S3 inventory."],
    ];
    for (const [name, ItemReader, message] of failures) {
      it(`${name} fails the state, which may catch it`, async () => {
        const states: States = {
          M: { ...map({ ItemReader }), Catch: [{ ErrorEquals: ["States.ItemReaderFailed"], Next: "B" }], ...end },
          B: { Type: "Pass", OutputPath: "$.Cause", ...end },
        };
        const { output } = await run(states, { services: memoryS3(objects) });
        expect(output).to.contain(message);
      });
    }

    it("files that cannot be read are refused before anything runs", async () => {
      const error = await read(reader("PARQUET", "a.parquet")).catch((reason: unknown) => reason);
      expect((error as { problem: string }).problem).to.contain('files of the type "PARQUET" are not read');
    });
  });

  describe("ResultWriter", () => {
    const writer = (more: object = {}) => ({
      ...{ Resource: "arn:aws:states:::s3:putObject", Parameters: { Bucket: "out", Prefix: "jobs" } },
      ...more,
    });
    const write = async (ResultWriter: object, items: Json) => {
      const services = memoryS3({});
      const state = map({
        ResultWriter,
        Label: "L",
        ToleratedFailurePercentage: 100,
        ItemProcessor: processor({
          ...fragile,
          S: { Type: "Pass", Parameters: { "l.$": "States.Array($)" }, OutputPath: "$.l", ...end },
        }),
      });
      const { output } = await runState(state, items, { services });
      return { output, objects: services.objects as Record<string, string> };
    };

    it("writes what succeeded and what failed, and a manifest", async () => {
      const { output, objects } = await write(writer(), [0, 1]);
      const { MapRunArn, ResultWriterDetails } = output as {
        MapRunArn: string;
        ResultWriterDetails: { Bucket: string; Key: string };
      };
      expect(MapRunArn).to.match(/^arn:aws:states:us-east-1:123456789012:mapRun:m\/L:[\da-f-]{36}$/);
      const folder = `jobs/${MapRunArn.split(":").at(-1)!}`;
      expect(ResultWriterDetails).to.deep.equal({ Bucket: "out", Key: `${folder}/manifest.json` });
      const manifest = JSON.parse(objects[`out/${folder}/manifest.json`]!) as JsonObject;
      const size = (status: string) => objects[`out/${folder}/${status}_0.json`]!.length;
      expect(manifest).to.deep.equal({
        ...{ DestinationBucket: "out", MapRunArn },
        ResultFiles: {
          FAILED: [{ Key: `${folder}/FAILED_0.json`, Size: size("FAILED") }],
          PENDING: [],
          SUCCEEDED: [{ Key: `${folder}/SUCCEEDED_0.json`, Size: size("SUCCEEDED") }],
        },
      });
      const [succeeded] = JSON.parse(objects[`out/${folder}/SUCCEEDED_0.json`]!) as JsonObject[];
      expect(succeeded).to.include({
        Status: "SUCCEEDED",
        Input: "0",
        Output: "[0]",
        StateMachineArn: `${context.StateMachine.Id}/L`,
      });
    });

    it("COMPACT and FLATTEN leave the outputs, JSONL a line for each", async () => {
      const bodies = async (config: object) =>
        Object.entries((await write(writer({ WriterConfig: config }), [0, 2])).objects).find(([key]) =>
          key.includes("SUCCEEDED"),
        )![1];
      expect(await bodies({ Transformation: "COMPACT", OutputType: "JSON" })).to.equal("[[0],[2]]");
      expect(await bodies({ Transformation: "FLATTEN", OutputType: "JSON" })).to.equal("[0,2]");
      expect(await bodies({ Transformation: "COMPACT", OutputType: "JSONL" })).to.equal("[0]\n[2]");
    });

    it("without a Resource shapes the state's result", async () => {
      expect(
        (await write({ WriterConfig: { Transformation: "FLATTEN", OutputType: "JSON" } }, [0, 2])).output,
      ).to.deep.equal([0, 2]);
      const { output } = await write({ WriterConfig: { Transformation: "NONE", OutputType: "JSON" } }, [0]);
      expect((output as JsonObject[])[0]).to.include({ Status: "SUCCEEDED", Output: "[0]" });
    });

    it("fails the state when S3 refuses", async () => {
      const state = map({ ResultWriter: writer({ Parameters: { Bucket: "full" } }) });
      const result = await runState(state, [1], { services: memoryS3({}) });
      expect(result).to.deep.equal({
        status: "FAILED",
        error: "States.ResultWriterFailed",
        cause: "Amazon S3: Access Denied",
      });
    });
  });
});
