/** The bundle of the command line: the same command, quicker to start. */
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { projectRoot } from "../support/python";

const BUNDLE = join(projectRoot, "cli/dist/mlpipe.js");
const INPUTS = join(projectRoot, "cli/dist/mlpipe.inputs.json");

const node = (...args: string[]) => {
  const { stdout, stderr, status } = spawnSync(process.execPath, args, { cwd: projectRoot, encoding: "utf8" });
  return { stdout, stderr, status };
};
const build = () => node("tools/bundleCommand.mjs", "--verbose").stdout;
const inputs = () => JSON.parse(readFileSync(INPUTS, "utf8")) as Record<string, number>;

describe("the bundle of mlpipe", function () {
  this.timeout(60_000);
  before(build);

  const file = "tests/cli/fixtures/training.asl.json";
  const environment = ["--account", "123456789012", "--region", "eu-west-1"];
  const commands = [
    ["--help"],
    ["check"],
    ["check", file, "tests/cli/fixtures/none.json", "--json"],
    ["permissions", file, ...environment, "--json"],
    ["graph", file, "--mermaid"],
  ];
  for (const command of commands) {
    it(`does what the sources do: mlpipe ${command.join(" ")}`, () => {
      expect(node(BUNDLE, ...command)).to.deep.equal(node("--import", "tsx", "cli/mlpipe.ts", ...command));
    });
  }

  it("holds none of what only a local run needs", () => {
    expect(Object.keys(inputs())).to.include("cli/commands/local.ts").and.not.include("cli/local.ts");
  });

  it("is made again when a file has changed, and only then", () => {
    expect(build()).to.contain("is up to date");
    writeFileSync(INPUTS, JSON.stringify({ ...inputs(), "asl/walk.ts": 1 }));
    expect(build()).to.contain("was bundled");
    expect(inputs()["asl/walk.ts"]).to.be.greaterThan(1);
  });

  it("gives way to sources that have changed", () => {
    const whole = inputs();
    const code = readFileSync(BUNDLE);
    try {
      writeFileSync(BUNDLE, "process.exit(7);");
      expect(node("cli/mlpipe.mjs", "--help").status).to.equal(7);
      writeFileSync(INPUTS, JSON.stringify({ ...whole, "asl/gone.ts": 1 }));
      expect(node("cli/mlpipe.mjs", "--help").status).to.equal(0);
    } finally {
      writeFileSync(BUNDLE, code);
      writeFileSync(INPUTS, JSON.stringify(whole));
    }
  });
});
