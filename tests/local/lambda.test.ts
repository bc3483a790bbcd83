import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import type { Json } from "../../asl/definition";
import { findFunction, type LocalFunction } from "../../local/lambda/functions";
import { FunctionError, invokeFunction } from "../../local/lambda/invoke";
import type { RegisteredResource } from "../../local/program";
import { UserError } from "../../local/userError";

describe("lambda", () => {
  let folder: string;
  before(() => (folder = mkdtempSync(join(tmpdir(), "lambda-test-"))));
  after(() => rmSync(folder, { recursive: true }));

  let count = 0;
  function functionOf(code: string, more: Partial<LocalFunction> = {}): LocalFunction {
    const root = join(folder, `code-${++count}`);
    mkdirSync(root);
    writeFileSync(join(root, "index.js"), code);
    return {
      name: "seed",
      arn: "arn:aws:lambda:eu-west-1:123456789012:function:seed",
      roleArn: "arn:aws:iam::123456789012:role/seed",
      code: root,
      handler: "index.handler",
      runtime: "nodejs24.x",
      timeoutSeconds: 10,
      memoryMb: 128,
      logGroup: "/aws/lambda/seed",
      variables: { BUCKET: "data" },
      ...more,
    };
  }
  const lines: string[] = [];
  const invoke = (target: LocalFunction, event: Json = {}, signal = new AbortController().signal) =>
    invokeFunction(target, event, {
      environment: { partition: "aws", region: "eu-west-1", account: "123456789012" },
      credentials: { accessKeyId: "ASIAEXAMPLE", secretAccessKey: "secret" },
      s3Endpoint: "http://127.0.0.1:1",
      workDir: folder,
      signal,
      onLog: (line) => lines.push(line),
    });
  async function failure(target: LocalFunction) {
    const error = await invoke(target).catch((reason: unknown) => reason);
    expect(error).to.be.instanceOf(FunctionError);
    return (error as FunctionError).details;
  }
  beforeEach(() => lines.splice(0));

  it("gives the event and takes the result", async () => {
    const doubled = functionOf("exports.handler = async ({ x }) => ({ y: x * 2 });");
    expect(await invoke(doubled, { x: 21 })).to.deep.equal({ y: 42 });
    expect(await invoke(functionOf("exports.handler = async () => {};"))).to.equal(null);
  });

  it("runs in the environment that Lambda documents, and no other", async () => {
    process.env.MLPIPE_TEST_SECRET = "leaked";
    const env = (await invoke(functionOf("exports.handler = async () => process.env;"))) as Record<string, string>;
    delete process.env.MLPIPE_TEST_SECRET;
    expect(env).to.include({
      BUCKET: "data",
      AWS_REGION: "eu-west-1",
      AWS_LAMBDA_FUNCTION_NAME: "seed",
      AWS_ACCESS_KEY_ID: "ASIAEXAMPLE",
      AWS_ENDPOINT_URL_S3: "http://127.0.0.1:1",
      AWS_EXECUTION_ENV: "AWS_Lambda_nodejs24.x",
      _HANDLER: "index.handler",
    });
    expect(env).not.to.have.any.keys("MLPIPE_TEST_SECRET", "HOME", "USER", "NODE_OPTIONS");
  });

  it("gives the context that Lambda documents", async () => {
    const target = functionOf(
      "exports.handler = async (event, c) => ({ ...c, left: c.getRemainingTimeInMillis(), cwd: process.cwd() });",
    );
    const context = (await invoke(target)) as Record<string, Json>;
    expect(context).to.include({ functionName: "seed", memoryLimitInMB: "128", functionVersion: "$LATEST" });
    expect(context["awsRequestId"]).to.match(/^[0-9a-f-]{36}$/);
    expect(context["left"]).to.be.within(5000, 10_000);
    expect(context["cwd"]).to.equal(target.code);
  });

  it("passes on what the function prints, as it prints it", async () => {
    await invoke(functionOf("exports.handler = async () => { console.log('to out'); console.error('to err'); };"));
    expect(lines).to.have.members(["to out", "to err"]);
  });

  it("reports a thrown error by its name, message and stack", async () => {
    const code = "exports.handler = async () => { throw Object.assign(new Error('row 3'), { name: 'DataError' }); };";
    const details = await failure(functionOf(code));
    expect(details).to.include({ errorType: "DataError", errorMessage: "row 3" });
    expect(details.trace!.join("\n")).to.contain("index.js:1");
  });

  const faults: [string, string, Partial<LocalFunction>, string, RegExp][] = [
    ["a missing export", "exports.other = 1;", {}, "Runtime.HandlerNotFound", /index.handler is undefined/],
    ["a missing module", "", { handler: "main.handler" }, "Runtime.ImportModuleError", /Cannot find module 'main'/],
    ["a module that throws", "throw new Error('at start')", {}, "Runtime.ImportModuleError", /at start/],
    ["a syntax error", "exports.handler = (", {}, "Runtime.UserCodeSyntaxError", /Unexpected/],
    ["an early exit", "exports.handler = async () => process.exit(3);", {}, "Runtime.ExitError", /exit status 3/],
    [
      "a rejection that nobody handles",
      "exports.handler = () => new Promise(() => { Promise.reject(new Error('lost')); setTimeout(() => {}, 5000); });",
      {},
      "Runtime.UnhandledPromiseRejection",
      /lost/,
    ],
    [
      "running out of time",
      "exports.handler = () => new Promise(() => setInterval(() => {}, 1000));",
      { timeoutSeconds: 0.5 },
      "Sandbox.Timedout",
      /Task timed out after 0.50 seconds/,
    ],
    [
      "a busy loop",
      "exports.handler = async () => { for (;;); };",
      { timeoutSeconds: 0.5 },
      "Sandbox.Timedout",
      /Task timed out/,
    ],
    [
      "running out of memory",
      "exports.handler = async () => { const a = []; for (;;) a.push([a.length]); };",
      { memoryMb: 32 },
      "Runtime.ExitError",
      /Runtime exited/,
    ],
  ];
  for (const [what, code, more, errorType, message] of faults) {
    it(`reports ${what} as Lambda does`, async () => {
      const details = await failure(functionOf(code, more));
      expect(details.errorType).to.equal(errorType);
      expect(details.errorMessage).to.match(message);
    });
  }

  it("stops when it is aborted and leaves nothing behind", async () => {
    const abort = new AbortController();
    const endless = invoke(
      functionOf("exports.handler = () => new Promise(() => setInterval(() => {}, 1000));"),
      {},
      abort.signal,
    );
    setTimeout(() => abort.abort(), 300);
    const error = await endless.catch((reason: unknown) => reason);
    expect((error as Error).name).to.equal("AbortError");
    expect(readdirSync(folder).filter((name) => name.startsWith("lambda-"))).to.deep.equal([]);
  });

  describe("findFunction", () => {
    const resource = (state: object): RegisteredResource => ({
      type: "aws:lambda/function:Function",
      name: "seed",
      custom: true,
      inputs: {},
      id: "seed-1a2b3c",
      state: {
        name: "seed-1a2b3c",
        arn: "arn:aws:lambda:eu-west-1:123456789012:function:seed-1a2b3c",
        role: "arn:aws:iam::123456789012:role/seed",
        runtime: "nodejs24.x",
        handler: "index.handler",
        code: { path: folder },
        ...state,
      },
    });

    it("finds by name, ARN and qualified ARN", () => {
      const resources = [resource({ timeout: 120, environment: { variables: { A: "1" } } })];
      for (const reference of [
        "seed-1a2b3c",
        "arn:aws:lambda:eu-west-1:123456789012:function:seed-1a2b3c",
        "arn:aws:lambda:eu-west-1:123456789012:function:seed-1a2b3c:live",
      ]) {
        expect(findFunction(resources, reference)).to.deep.include({
          name: "seed-1a2b3c",
          timeoutSeconds: 120,
          memoryMb: 128,
          variables: { A: "1" },
          logGroup: "/aws/lambda/seed-1a2b3c",
        });
      }
      expect(findFunction(resources, "seed")).to.equal(undefined);
    });

    it("refuses what cannot be run here", () => {
      expect(() => findFunction([resource({ runtime: "python3.13" })], "seed-1a2b3c")).to.throw(
        UserError,
        "python3.13",
      );
      expect(() => findFunction([resource({ runtime: undefined })], "seed-1a2b3c")).to.throw(UserError, "an image");
      expect(() => findFunction([resource({ code: { path: join(folder, "none") } })], "seed-1a2b3c")).to.throw(
        UserError,
        "npm run build",
      );
    });
  });
});
