import { expect } from "chai";
import type { JsonObject, MapState, StateMachineDefinition } from "../../asl/definition";
import type { AwsCall, Environment } from "../../iam/document";
import { IamError } from "../../iam/iamError";
import { minimise } from "../../iam/minimise";
import { type PermissionOptions, permissionsFor } from "../../iam/permissionsFor";
import { isAllowed, withoutEachEntry } from "../support/simulate";

const environment: Environment = { partition: "aws", region: "us-east-1", account: "123456789012" };
const STATES = "arn:aws:states:us-east-1:123456789012";

const machine = (map: Partial<MapState>, executionType = "STANDARD"): StateMachineDefinition => ({
  StartAt: "Each",
  States: {
    Each: {
      Type: "Map",
      ItemProcessor: {
        ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: executionType as "STANDARD" },
        StartAt: "One",
        States: { One: { Type: "Pass", End: true } },
      },
      ...map,
      End: true,
    },
  },
});
const derive = (map: Partial<MapState>, options: PermissionOptions = { stateMachineName: "nightly" }) =>
  permissionsFor(machine(map), environment, options);
const entries = (map: Partial<MapState>, service = "") =>
  derive(map)
    .statements.flatMap(({ Action, Resource }) => Action.flatMap((action) => Resource.map((on) => `${action} ${on}`)))
    .filter((entry) => entry.startsWith(service))
    .sort();
const reader = (api: string, Parameters: JsonObject, ReaderConfig: JsonObject = {}): Partial<MapState> => ({
  ItemReader: { Resource: `arn:aws:states:::s3:${api}`, ReaderConfig, Parameters },
});

describe("a Distributed Map", () => {
  it("starts, follows, stops and redrives executions of its own state machine", () => {
    expect(entries({ Label: "each" })).to.deep.equal([
      `states:DescribeExecution ${STATES}:execution:nightly:*`,
      `states:RedriveExecution ${STATES}:execution:nightly/each:*`,
      `states:StartExecution ${STATES}:stateMachine:nightly`,
      `states:StopExecution ${STATES}:execution:nightly:*`,
    ]);
  });

  it("redrives no Express executions, which are started again", () => {
    const { statements } = permissionsFor(machine({}, "EXPRESS"), environment, { stateMachineName: "nightly" });
    expect(statements.flatMap(({ Action }) => Action)).to.not.include("states:RedriveExecution");
  });

  it("says what stays open without the state machine's name", () => {
    const { statements, notes } = derive({}, {});
    expect(statements.flatMap(({ Resource }) => Resource)).to.include(`${STATES}:stateMachine:*`);
    expect(notes.find(({ resource }) => resource === `${STATES}:stateMachine:*`)?.reason).to.include(
      "whose name was not given",
    );
    const prefixed = derive({}, { stateMachineName: "nightly-*" });
    expect(prefixed.notes.map(({ resource }) => resource)).to.include(`${STATES}:stateMachine:nightly-*`);
  });

  it("reads one object, whatever is in it", () => {
    for (const InputType of ["CSV", "JSON", "JSONL", "PARQUET"]) {
      expect(entries(reader("getObject", { Bucket: "b", Key: "in/a.csv" }, { InputType }), "s3:")).to.deep.equal([
        "s3:GetObject arn:aws:s3:::b/in/a.csv",
      ]);
    }
  });

  it("reads a manifest, and the data of its inventory", () => {
    const Key = "inv/source/config/2026-01-01T00-00Z/manifest.json";
    expect(entries(reader("getObject", { Bucket: "b", Key }, { InputType: "MANIFEST" }), "s3:")).to.deep.equal([
      `s3:GetObject arn:aws:s3:::b/${Key}`,
      "s3:GetObject arn:aws:s3:::b/inv/source/config/data/*",
    ]);
    const athena = reader(
      "getObject",
      { Bucket: "b", Key: "q.csv" },
      { InputType: "MANIFEST", ManifestType: "ATHENA_DATA" },
    );
    expect(entries(athena, "s3:")).to.deep.equal(["s3:GetObject arn:aws:s3:::b/*"]);
    expect(derive(athena).notes.at(-1)?.reason).to.include("which objects the manifest lists");
  });

  it("lists only the prefix, and reads objects only to flatten them", () => {
    const list = derive(reader("listObjectsV2", { Bucket: "b", Prefix: "in/" })).statements.find(({ Action }) =>
      Action.includes("s3:ListBucket"),
    );
    expect(list).to.deep.include({ Resource: ["arn:aws:s3:::b"], Condition: { StringEquals: { "s3:prefix": "in/" } } });
    expect(entries(reader("listObjectsV2", { Bucket: "b" }), "s3:")).to.deep.equal(["s3:ListBucket arn:aws:s3:::b"]);
    expect(
      entries(reader("listObjectsV2", { Bucket: "b", Prefix: "in/" }, { Transformation: "LOAD_AND_FLATTEN" }), "s3:"),
    ).to.deep.equal(["s3:GetObject arn:aws:s3:::b/in/*", "s3:ListBucket arn:aws:s3:::b"]);
  });

  it("has a note for a bucket, key or prefix that comes from the input", () => {
    const { statements, notes } = derive(reader("getObject", { Bucket: "b", "Key.$": "$.key" }));
    expect(statements.flatMap(({ Resource }) => Resource)).to.include("arn:aws:s3:::b/*");
    expect(notes.map(({ path }) => path)).to.include("States.Each.ItemReader.Parameters.Key");
    const jsonata: Partial<MapState> = {
      ItemReader: {
        Resource: "arn:aws:states:::s3:listObjectsV2",
        Arguments: { Bucket: "b", Prefix: "{% 'in/' & $states.input.day & '/' %}" },
      },
    };
    expect(derive(jsonata).statements.find(({ Action }) => Action.includes("s3:ListBucket"))?.Condition).to.deep.equal({
      StringLike: { "s3:prefix": "in/*/" },
    });
    expect(derive(jsonata).notes.map(({ path }) => path)).to.include("States.Each.ItemReader.Arguments.Prefix");
  });

  it("writes results below its prefix, in parts", () => {
    const writer = (Parameters: JsonObject): Partial<MapState> => ({
      ResultWriter: { Resource: "arn:aws:states:::s3:putObject", Parameters },
    });
    for (const Prefix of ["out", "out/"]) {
      expect(entries(writer({ Bucket: "b", Prefix }), "s3:")).to.deep.equal(
        ["AbortMultipartUpload", "GetObject", "ListMultipartUploadParts", "PutObject"].map(
          (action) => `s3:${action} arn:aws:s3:::b/out/*`,
        ),
      );
    }
    expect(entries({ ResultWriter: { WriterConfig: { OutputType: "JSON" } } }, "s3:")).to.deep.equal([]);
  });

  it("refuses readers and writers that it cannot make out, all at once", () => {
    const wrong: Partial<MapState> = {
      ItemReader: { Resource: "arn:aws:states:::s3:getObject", Parameters: { Bucket: "b" } },
      ResultWriter: { Resource: "arn:aws:states:::s3:getObject", Parameters: { Bucket: "b" } },
    };
    expect(() => derive(wrong))
      .to.throw(IamError, "States.Each.ItemReader.Parameters.Key: not given")
      .with.property("problems")
      .with.lengthOf(2);
  });

  it("is allowed each of its calls, and denied something without any one entry", async () => {
    const { statements } = derive({
      Label: "each",
      ...reader("listObjectsV2", { Bucket: "b", Prefix: "in/" }, { Transformation: "LOAD_AND_FLATTEN" }),
      ResultWriter: { Resource: "arn:aws:states:::s3:putObject", Parameters: { Bucket: "b", Prefix: "out" } },
    });
    const call = (action: string, resource: string, context = {}): AwsCall => ({
      action,
      resource,
      context,
      source: "test",
    });
    const calls = [
      call("states:StartExecution", `${STATES}:stateMachine:nightly`),
      call("states:DescribeExecution", `${STATES}:execution:nightly:1`),
      call("states:StopExecution", `${STATES}:execution:nightly:1`),
      call("states:RedriveExecution", `${STATES}:execution:nightly/each:1`),
      call("s3:ListBucket", "arn:aws:s3:::b", { "s3:prefix": "in/" }),
      call("s3:GetObject", "arn:aws:s3:::b/in/1.json"),
      ...["PutObject", "GetObject", "ListMultipartUploadParts", "AbortMultipartUpload"].map((action) =>
        call(`s3:${action}`, "arn:aws:s3:::b/out/run/SUCCEEDED_0.json"),
      ),
    ];
    const policy = { Version: "2012-10-17" as const, Statement: minimise(statements) };
    for (const each of calls) expect(await isAllowed(policy, each), each.action).to.equal(true);
    expect(await isAllowed(policy, call("s3:ListBucket", "arn:aws:s3:::b", { "s3:prefix": "other/" }))).to.equal(false);
    expect(await isAllowed(policy, call("states:StartExecution", `${STATES}:stateMachine:hourly`))).to.equal(false);
    for (const without of withoutEachEntry(policy)) {
      const judged = await Promise.all(calls.map((each) => isAllowed(without.policy, each)));
      expect(judged.includes(false), without.removed).to.equal(true);
    }
  });
});

describe("a task with credentials of its own", () => {
  const OTHER = "arn:aws:iam::210987654321:role/other";
  const task = (Credentials: JsonObject): StateMachineDefinition => ({
    StartAt: "T",
    States: {
      T: {
        Type: "Task",
        Resource: "arn:aws:states:::lambda:invoke",
        Parameters: { FunctionName: "arn:aws:lambda:us-east-1:210987654321:function:f" },
        Credentials,
        End: true,
      },
    },
  });

  it("assumes the role, and says what that role has to allow", () => {
    const { statements, notes } = permissionsFor(task({ RoleArn: OTHER }), environment);
    expect(statements).to.deep.equal([{ Effect: "Allow", Action: ["sts:AssumeRole"], Resource: [OTHER] }]);
    expect(notes).to.have.lengthOf(1);
    expect(notes[0]).to.deep.include({ path: "States.T.Credentials", resource: OTHER });
    expect(notes[0]?.reason).to.include("lambda:InvokeFunction on arn:aws:lambda:us-east-1:210987654321:function:f");
  });

  it("takes a role from the input only when it is listed", () => {
    const dynamic = task({ "RoleArn.$": "$.role" });
    expect(() => permissionsFor(dynamic, environment)).to.throw(
      IamError,
      "States.T.Credentials.RoleArn: the role comes from $.role",
    );
    expect(permissionsFor(dynamic, environment, { roles: [OTHER] }).statements[0]?.Resource).to.deep.equal([OTHER]);
    const formatted = task({ "RoleArn.$": "States.Format('arn:aws:iam::{}:role/other', $.account)" });
    const roles = [OTHER, "arn:aws:iam::210987654321:role/else"];
    expect(permissionsFor(formatted, environment, { roles }).statements[0]?.Resource).to.deep.equal([OTHER]);
    expect(() => permissionsFor(formatted, environment, { roles: roles.slice(1) })).to.throw(
      IamError,
      "none of the listed",
    );
  });
});
