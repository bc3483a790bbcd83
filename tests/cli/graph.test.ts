/** `mlpipe graph` as a user runs it. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { runMlpipe, temporaryFolder } from "../support/commandLine";

const training = "tests/cli/fixtures/training.asl.json";

describe("mlpipe graph", function () {
  this.timeout(60_000);
  let folder: ReturnType<typeof temporaryFolder>;
  before(() => {
    folder = temporaryFolder();
  });
  after(() => folder.remove());

  const graph = (...args: string[]) => runMlpipe(["graph", ...args]);
  const at = (name: string, content?: string) => {
    const path = join(folder.path, name);
    if (content !== undefined) writeFileSync(path, content);
    return path;
  };

  it("prints a Mermaid flowchart, of JSON and of YAML", async () => {
    for (const args of [[training], [training, "--mermaid"], ["tests/cli/fixtures/training.asl.yaml"]]) {
      const { code, stdout, stderr } = await graph(...args);
      expect(stdout).to.match(/^flowchart TD\n/);
      expect(stdout).to.contain("SageMaker: createTrainingJob.sync");
      expect(stderr).to.equal("");
      expect(code).to.equal(0);
    }
  });

  it("writes an SVG picture into a file, or to standard output", async () => {
    const file = at("pipeline.svg");
    const written = await graph(training, "--svg", file);
    expect(written).to.deep.equal({ code: 0, stdout: "", stderr: "" });
    const { stdout } = await graph(training, "--svg", "-");
    expect(stdout).to.match(/^<svg [^]*data-state="Train"[^]*<\/svg>\s*$/);
    expect(readFileSync(file, "utf8")).to.equal(stdout);
  });

  it("writes all of a long flowchart into a pipe", async () => {
    const states = Object.fromEntries(Array.from({ length: 9000 }, (_, index) => [`State ${index}`, { Type: "Pass" }]));
    const { code, stdout } = await graph(at("long.json", JSON.stringify({ StartAt: "State 0", States: states })));
    expect(code).to.equal(0);
    expect(stdout.match(/\["State \d+<br>Pass"\]\n/g)).to.have.length(9000);
    expect(stdout).to.match(/ dangling\n$/);
  });

  it("draws a definition with mistakes, and says when a state is lost", async () => {
    const dangling = await graph("tests/cli/fixtures/mistakes.asl.json");
    expect(dangling.stdout).to.contain("Missing state");
    expect(dangling.code).to.equal(0);
    const states = '"A": { "Type": "Succeed" },\n"A": { "Type": "Fail" }';
    const twice = await graph(at("twice.json", `{ "StartAt": "A", "States": { ${states} } }`));
    expect(twice.stderr).to.match(/twice.json:2:1: warning: "A" is there in line 1 and again in line 2/);
    expect(twice.code).to.equal(0);
  });

  const nested = `${'{"States":{"P":{"Type":"Parallel","Branches":['.repeat(300)}{"States":{"A":{}}}${"]}}}".repeat(300)}`;
  const many = Object.fromEntries(Array.from({ length: 2001 }, (_, index) => [`S${index}`, { Type: "Pass" }]));
  const refused: [string, () => string[], number, RegExp][] = [
    ["no states", () => [at("none.json", '{"StartAt": "A", "States": {}}')], 1, /none.json: error: it has no states/],
    ["states too deep", () => [at("deep.json", nested)], 1, /nested 300 levels deep, and at most 200/],
    [
      "too many states",
      () => [at("many.json", JSON.stringify({ States: many })), "--svg", "-"],
      1,
      /it has 2001 states/,
    ],
    ["what is no definition", () => [at("list.json", "[]")], 2, /list.json: error: this is no definition/],
    ["both kinds at once", () => [training, "--mermaid", "--svg", "-"], 2, /cannot be used with option '--svg/],
    ["a folder that is not there", () => [training, "--svg", at("none/p.svg")], 2, /cannot be written[^]*--svg/],
    ["two files", () => [training, training], 2, /too many arguments/],
  ];
  for (const [what, args, exitCode, message] of refused) {
    it(`refuses ${what}`, async () => {
      const { code, stdout, stderr } = await graph(...args());
      expect(stderr).to.match(message);
      expect(stderr).not.to.contain("    at ");
      expect(stdout).to.equal("");
      expect(code).to.equal(exitCode);
    });
  }
});
