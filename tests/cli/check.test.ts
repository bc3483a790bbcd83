/** `mlpipe check` as a user runs it. */
import { spawnSync } from "node:child_process";
import { chmodSync, readFileSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { runMlpipe, temporaryFolder } from "../support/commandLine";
import { projectRoot } from "../support/python";

const fixture = (name: string) => `tests/cli/fixtures/${name}`;

/** The `--json` object, as the help describes it. */
interface Report {
  files: {
    file: string;
    problems?: { code: string; severity: string; path: string; line: number; column: number; message: string }[];
    counts?: { errors: number; warnings: number };
    error?: { code: string; message: string; remedy: string; line?: number; column?: number };
  }[];
  counts: { errors: number; warnings: number; unreadable: number };
}

describe("mlpipe check", function () {
  this.timeout(60_000);
  let folder: ReturnType<typeof temporaryFolder>;
  before(() => {
    folder = temporaryFolder();
  });
  after(() => folder.remove());

  const at = (name: string, content?: string | Uint8Array) => {
    const path = join(folder.path, name);
    if (content !== undefined) writeFileSync(path, content);
    return path;
  };
  /** A file of this size that takes no room. */
  const sparse = (name: string, bytes: number) => {
    const path = at(name, "");
    truncateSync(path, bytes);
    return path;
  };
  const check = (...args: string[]) => runMlpipe(["check", ...args]);
  const report = (stdout: string) => JSON.parse(stdout) as Report;

  it("prints each problem with file, line, column, code, state path and remedy, by line, and exits with 1", async () => {
    const { code, stdout, stderr } = await check(fixture("mistakes.asl.json"));
    expect(code).to.equal(1);
    expect(stderr).to.equal("");
    const problems = [
      ["6:7: error: .*createModel.*[.]sync.*", "States.Train.Resource"],
      ["29:17: error: .*", "States.Branches.Branches[0].States.B.2.Parameters.ModelNam"],
      ["34:15: error: .*", "States.Branches.Branches[0].States.B.2.Next"],
    ];
    let from = 0;
    for (const [line, path] of problems) {
      const found = new RegExp(`mistakes[.]asl[.]json:${line} \\[[a-z-]+\\]\n    (.*)\n    \\S`).exec(
        stdout.slice(from),
      );
      expect(found?.[1], stdout).to.equal(path);
      from += found!.index + 1;
    }
    expect(stdout).to.match(/mistakes[.]asl[.]json: 3 errors/);
    expect(stdout).not.to.contain("\u001b");
  });

  it("finds nothing wrong in JSON, in YAML and on standard input, and exits with 0", async () => {
    for (const name of ["training.asl.json", "training.asl.yaml"]) {
      const { code, stdout, stderr } = await check(fixture(name));
      expect(stdout + stderr, name).not.to.contain(": error: ");
      expect(code, name).to.equal(0);
    }
    const input = readFileSync(join(projectRoot, fixture("training.asl.yaml")));
    const { code, stdout } = await runMlpipe(["check", "-"], { input });
    expect(stdout).to.match(/^<stdin>: /m);
    expect(code).to.equal(0);
  });

  it("fails on warnings only with --strict", async () => {
    const file = fixture("warning.asl.json");
    const lenient = await check(file);
    expect(lenient.stdout).to.match(/warning[.]asl[.]json:8:9: warning: /);
    expect(lenient.code).to.equal(0);
    expect((await check(file, "--strict")).code).to.equal(1);
  });

  it("prints warnings that say the same of many states as one, and each with --json", async () => {
    const task = (next: object) => ({
      ...{ Type: "Task", Resource: "arn:aws:states:::aws-sdk:sagemaker:listModels", Parameters: {} },
      ...next,
    });
    const names = ["A", "B", "C", "D", "E"];
    const states = names.map((name, index) => [name, task(index === 4 ? { End: true } : { Next: names[index + 1] })]);
    const file = at("many.json", JSON.stringify({ StartAt: "A", States: Object.fromEntries(states) as object }));
    const { stdout } = await check(file);
    expect(stdout.match(/no-error-handling/g)).to.have.length(1);
    expect(stdout).to.contain("\n    States.A, States.B, States.C and 2 more\n");
    expect(stdout).to.match(/many[.]json: 5 warnings$/m);
    expect(report((await check(file, "--json")).stdout).files[0]!.problems).to.have.length(5);
    const quiet = await check(file, "--strict", "--ignore", "endless-loop", "--ignore", "no-error-handling");
    expect(quiet.stdout).to.match(/many[.]json: no problems/);
    expect(quiet.code).to.equal(0);
  });

  it("takes several files, unreadable ones among them, and counts over all", async () => {
    const missing = at("missing.json");
    const { code, stdout, stderr } = await check(fixture("mistakes.asl.json"), missing, fixture("warning.asl.json"));
    expect(code).to.equal(2);
    expect(stderr).to.contain(`${missing}: error: there is no such file [no-file]`);
    expect(stdout).to.match(/^3 files: 1 unreadable file, 3 errors, \d warnings?$/m);
  });

  it("prints one JSON object with --json, also for what cannot be read", async () => {
    const bad = at("bad.json", '{\n  "StartAt": "A",\n}\n');
    const { code, stdout, stderr } = await check("--json", fixture("mistakes.asl.json"), bad);
    expect(code).to.equal(2);
    expect(stderr).to.equal("");
    const { files, counts } = report(stdout);
    expect(counts).to.include({ errors: 3, unreadable: 1 });
    expect(files.map(({ file }) => file)).to.deep.equal([fixture("mistakes.asl.json"), bad]);
    const errors = files[0]!.problems!.filter(({ severity }) => severity === "error");
    expect(errors[1]).to.deep.include({ line: 29, column: 17 });
    expect(errors[1]).to.have.all.keys("code", "severity", "path", "line", "column", "message", "remedy");
    expect(files[1]!.error).to.deep.include({ code: "json-syntax", line: 3, column: 1 });
  });

  it("reports a state that is there twice as an error of the definition", async () => {
    const states = '"States": {\n  "A": { "Type": "Succeed" },\n  "A": { "Type": "Succeed" }\n}';
    const { code, stdout } = await check("--json", at("twice.json", `{ "StartAt": "A",\n${states} }`));
    expect(code).to.equal(1);
    expect(report(stdout).files[0]!.problems).to.deep.include({
      ...{ code: "duplicate-key", severity: "error", path: "States.A", line: 4, column: 3 },
      message: '"A" is there in line 3 and again in line 4',
      remedy: "Rename one: all but the last are ignored.",
    });
  });

  it("holds .sync against an EXPRESS machine", async () => {
    const { code, stdout } = await check("--express", "--json", fixture("training.asl.json"));
    expect(code).to.equal(1);
    const paths = report(stdout).files[0]!.problems!.filter(({ severity }) => severity === "error");
    expect(paths.map(({ path }) => path)).to.deep.equal(["States.Train.Resource"]);
  });

  it("holds reads of the input against its schema", async () => {
    const definition = at(
      "reads.json",
      '{"StartAt":"A","States":{"A":{"Type":"Pass","Parameters":{"x.$":"$.Datset"},"End":true}}}',
    );
    expect((await check(definition)).stdout).not.to.contain("Datset");
    const { stdout } = await check(definition, "--input-schema", fixture("input.schema.json"));
    expect(stdout).to.contain("Datset");
  });

  it("survives a definition nested a thousand levels deep", async () => {
    const open = '{"StartAt":"P","States":{"P":{"Type":"Parallel","End":true,"Branches":[\n';
    const inner = '{"StartAt":"A","States":{"A":{"Type":"Task","End":true}}}';
    const file = at("deep.json", `${open.repeat(1000)}${inner}${"]}}}".repeat(1000)}`);
    const { code, stdout, stderr } = await check(file);
    expect(stderr).to.equal("");
    expect(stdout).to.match(/deep[.]json:1001:\d+: error/);
    expect(code).to.equal(1);
  });

  it("reports a definition that is larger than AWS takes", async () => {
    const comment = "x".repeat(1024 * 1024);
    const file = at("large.json", `{"Comment":"${comment}","StartAt":"A","States":{"A":{"Type":"Succeed"}}}`);
    const { code, stdout } = await check(file);
    expect(stdout).to.match(/large[.]json:1:1: error: the definition has 10\d{5} bytes \[too-large\]/);
    expect(code).to.equal(1);
  });

  it("survives whatever JSON a definition is made of", async () => {
    const odd = [
      "null",
      "1",
      '""',
      "[]",
      "{}",
      "[null]",
      '{"Type":1}',
      '{"Type":"Task"}',
      '{"Type":"Choice","Choices":1}',
    ];
    const files = odd.flatMap((value, index) => [
      at(`start-${index}.json`, `{"StartAt":${value}}`),
      at(`states-${index}.json`, `{"StartAt":"A","States":${value}}`),
      at(`state-${index}.json`, `{"StartAt":"A","States":{"A":${value}}}`),
      at(`branch-${index}.json`, `{"StartAt":"A","States":{"A":{"Type":"Parallel","Branches":[${value}],"End":true}}}`),
    ]);
    const { code, stdout, stderr } = await check("--json", ...files);
    expect(stderr).to.equal("");
    expect(code).to.equal(1);
    for (const { file, counts } of report(stdout).files) {
      if (!file.includes("state-")) expect(counts?.errors, file).to.be.above(0);
    }
  });

  const unreadable: [string, () => string, RegExp][] = [
    ["a file that is not there", () => at("none.json"), /none.json: error: there is no such file/],
    ["a folder", () => folder.path, /: error: it is a folder/],
    ["an empty file", () => at("empty.json", ""), /empty.json: error: there is nothing in it/],
    ["a picture", () => at("picture.json", Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0)), /no text in UTF-8/],
    ["wrong JSON", () => at("wrong.json", "{\n'a': 1}"), /wrong.json:2:1: error: JSON strings take double quotes/],
    ["wrong YAML", () => at("wrong.yaml", "StartAt: A\nStates: [\n"), /wrong.yaml:\d:\d+: error: not YAML/],
    ["YAML in a JSON file", () => at("yaml.json", "StartAt: A\n"), /yaml.json:1:1: error/],
    ["a file of gigabytes", () => sparse("huge.json", 5 * 1024 ** 3), /huge.json: error: it has 5368709120 bytes/],
    ["a list", () => at("list.json", "[1]"), /no definition: it holds a list/],
    ["a template", () => at("template.yaml", "Resources: {}\n"), /CloudFormation or SAM template/],
    ["standard input without a definition", () => "-", /^<stdin>: error: there is nothing in it/],
  ];
  for (const [what, file, message] of unreadable) {
    it(`refuses ${what} with exit code 2`, async () => {
      const { code, stderr } = await check(file());
      expect(stderr).to.match(message);
      expect(stderr).not.to.contain("    at ");
      expect(code).to.equal(2);
    });
  }

  it("refuses a file without permission", async function () {
    if (process.getuid?.() === 0) this.skip();
    const secret = at("secret.json", "{}");
    chmodSync(secret, 0o000);
    expect((await check(secret)).stderr).to.contain("permission denied");
  });

  const wrongUse: [string, string[], RegExp][] = [
    ["no file", [], /missing required argument 'file'/],
    ["a misspelt option", ["x.json", "--strit"], /unknown option '--strit'[^]*--strict/],
    ["a code that there is not", ["x.json", "--ignore", "no-eror-handling"], /no such code[^]*"no-error-handling"/],
    [
      "a schema that is not there",
      ["x.json", "--input-schema", "none.json"],
      /--input-schema none.json .*no such file/,
    ],
    ["a schema that is no JSON", ["x.json", "--input-schema", "README.md"], /--input-schema README.md cannot be read/],
  ];
  for (const [what, args, message] of wrongUse) {
    it(`refuses ${what} with exit code 2`, async () => {
      const { code, stderr } = await check(...args);
      expect(stderr).to.match(message);
      expect(stderr).not.to.contain("    at ");
      expect(code).to.equal(2);
    });
  }

  it("helps with examples, exit codes and the JSON object's members", async () => {
    const { code, stdout } = await check("--help");
    expect(code).to.equal(0);
    for (const text of [
      "--strict",
      "--ignore",
      "--input-schema",
      "Examples:",
      "Exit codes:",
      '"counts"',
      "mlpipe check -",
    ]) {
      expect(stdout).to.contain(text);
    }
  });

  it("loads nothing heavy: no parser for YAML, no layout, no SDK, no Pulumi, no schema validator", () => {
    const script = `
      process.on("exit", () => {
        const packages = Object.keys(require.cache).flatMap((file) => /node_modules[/]((?:@[^/]+[/])?[^/]+)/.exec(file)?.[1] ?? []);
        process.stderr.write([...new Set(packages)].sort().join(" "));
      });
      require("./cli/mlpipe.ts");`;
    const args = ["--import", "tsx", "--eval", script, "--", "check", fixture("training.asl.json")];
    const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: projectRoot, encoding: "utf8" });
    expect(stdout).to.contain("training.asl.json: ");
    expect(stderr.split(" ")).to.include("commander");
    expect(["commander", "esbuild", "fastest-levenshtein", "tsx"]).to.include.members(stderr.split(" "));
  });
});
