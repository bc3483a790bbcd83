/** The command line: help, exit codes, and what it says to mistakes. */
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { join } from "node:path";
import { expect } from "chai";
import { runMlpipe as run, temporaryFolder } from "../support/commandLine";
import { projectRoot, pythonSetupTimeout, testPython } from "../support/python";

describe("mlpipe", function () {
  this.timeout(60_000);
  let folder: ReturnType<typeof temporaryFolder>;
  before(async function () {
    this.timeout(pythonSetupTimeout);
    await testPython();
    folder = temporaryFolder();
  });
  after(() => folder.remove());

  const at = (name: string, content?: string) => {
    const path = join(folder.path, name);
    if (content !== undefined) writeFileSync(path, content);
    return path;
  };

  it("helps, with examples and exit codes, at once", async () => {
    const started = performance.now();
    const { code, stdout } = await run(["local", "--help"]);
    expect(code).to.equal(0);
    for (const text of [
      "--pipeline",
      "--stack",
      "--data",
      "--json",
      "--keep",
      "--port",
      "Examples:",
      "Exit codes:",
      "130",
    ]) {
      expect(stdout).to.contain(text);
    }
    expect(performance.now() - started).to.be.below(5000);
    expect((await run(["--help"])).stdout).to.contain("local");
  });

  const mistakes: [string, () => string[], RegExp][] = [
    ["no command", () => [], /Usage: mlpipe/],
    ["an unknown command", () => ["loacl"], /unknown command 'loacl'/],
    ["an unknown option", () => ["local", "--pipelines", "x"], /unknown option '--pipelines'/],
    [
      "a port that is no number",
      () => ["local", "--port", "http"],
      /'http' is invalid. It must be a number from 0 to 65535/,
    ],
    ["a port out of range", () => ["local", "--port", "65536"], /must be a number/],
    ["an unknown stack", () => ["local", "--stack", "nope"], /no stack "nope"[^]*Stacks: dev, prod/],
    [
      "an unknown pipeline",
      () => ["local", "--pipeline", "nope"],
      /no pipeline "nope"[^]*Pipelines: train-model, transform-features, production, production-deploy, deployment/,
    ],
    [
      "a data file that is not there",
      () => ["local", "--data", at("none.csv")],
      /There is no file .*none.csv[^]*--data/,
    ],
    ["a folder for a data file", () => ["local", "--data", folder.path], /is a folder/],
    ["an empty data file", () => ["local", "--data", at("empty.csv", "\n")], /empty.csv is empty/],
    [
      "a folder to keep in that is not empty",
      () => ["local", "--keep", projectRoot],
      /not empty[^]*nothing is overwritten/,
    ],
    ["a folder to keep in below a file", () => ["local", "--keep", join(at("file", "x"), "kept")], /cannot be kept/],
  ];
  for (const [what, args, message] of mistakes) {
    it(`refuses ${what} with exit code 2`, async () => {
      const { code, stdout, stderr } = await run(args());
      expect(stderr).to.match(message);
      expect(stderr).not.to.contain("    at ");
      expect(code).to.equal(2);
      expect(stdout).not.to.contain("Usage");
    });
  }

  it("refuses a folder without a project", async () => {
    const { code, stderr } = await run(["local"], { cwd: folder.path });
    expect(stderr).to.contain("Pulumi.yaml");
    expect(code).to.equal(2);
  });

  it("refuses a port in use", async () => {
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, "127.0.0.1", resolve));
    const { port } = taken.address() as AddressInfo;
    const { code, stderr } = await run(["local", "--port", String(port)]);
    taken.close();
    expect(stderr).to.match(new RegExp(`Port ${port} .*in use[^]*--port`));
    expect(code).to.equal(2);
  });

  it("refuses an unreadable data file", async function () {
    if (process.getuid?.() === 0) this.skip();
    const file = at("secret.csv", "1,2\n");
    execFileSync("chmod", ["000", file]);
    expect((await run(["local", "--data", file])).stderr).to.contain("permission denied");
  });

  it("names row and column of what is wrong in the data, and fails", async () => {
    const data = at("text.csv", "1,0.5,2\n0,many,3\n");
    const report = join(projectRoot, ".mlpipe", "report.html");
    const { code, stdout, stderr } = await run([
      "local",
      "--data",
      data,
      "--pipeline",
      "train-model",
      "--json",
      "--keep",
      at("kept"),
    ]);
    expect(code).to.equal(1);
    expect(stderr).to.match(/DataError in "Generate dataset"[^]*text.csv[^]*row 2, column 2: found "many"[^]*--data/);
    const { pipelines } = JSON.parse(stdout) as { pipelines: { name: string; status: string; error: object }[] };
    expect(pipelines[0]).to.include({ name: "train-model", status: "FAILED" });
    expect(pipelines[0]!.error).to.include({ name: "DataError", state: "Generate dataset" });
    expect(existsSync(at("kept"))).to.equal(false);
    expect(readdirSync(folder.path).filter((name) => name.includes("kept"))).to.deep.equal([]);
    expect(readFileSync(report, "utf8")).to.contain("DataError");
  });

  it("refuses a label that the objective does not take", async () => {
    const { code, stdout } = await run([
      "local",
      "--data",
      at("labels.csv", "0,1\n2,1\n1,0\n"),
      "--pipeline",
      "train-model",
    ]);
    expect(stdout).to.match(/row 2, column 1 \(the label\): found 2, allowed: 0 to 1/);
    expect(code).to.equal(1);
  });

  it("writes no colours when it is told not to, or into a file", async () => {
    const { stderr, stdout } = await run(["local", "--stack", "nope"], { env: { NO_COLOR: "1" } });
    expect(stderr + stdout).not.to.contain("\u001b");
  });
});
