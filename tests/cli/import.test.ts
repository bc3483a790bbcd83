/** `mlpipe import` as a user runs it. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { readDefinition } from "../../asl/read/readDefinition";
import { runMlpipe, temporaryFolder } from "../support/commandLine";
import { definitionOf } from "./import/importedProgram";

const training = "tests/cli/fixtures/training.asl.json";

describe("mlpipe import", function () {
  this.timeout(60_000);
  let folder: ReturnType<typeof temporaryFolder>;
  before(() => {
    folder = temporaryFolder();
  });
  after(() => folder.remove());

  const run = (args: string[], input = "") => runMlpipe(["import", ...args], { input });

  it("prints a program that evaluates to the definition, of JSON, of YAML, and of describe-state-machine's answer", async () => {
    const definition = JSON.parse(readFileSync(training, "utf8"));
    const { stdout, code } = await run([training]);
    expect(code).to.equal(0);
    expect(stdout).to.contain('from "./asl/states";').and.contain('new StateMachine("training", ');
    expect(definitionOf(stdout)).to.deep.equal(definition);
    const yaml = await run(["tests/cli/fixtures/training.asl.yaml", "--name", "churn"]);
    const { definition: inYaml } = readDefinition(readFileSync("tests/cli/fixtures/training.asl.yaml"));
    expect(definitionOf(yaml.stdout)).to.deep.equal(inYaml);
    expect(yaml.stdout).to.contain('new StateMachine("churn", ');
    const answer = { stateMachineArn: "arn:aws:states:eu-west-1:123456789012:stateMachine:m" };
    const described = await run(["-"], JSON.stringify({ ...answer, definition: JSON.stringify(definition) }));
    expect(definitionOf(described.stdout)).to.deep.equal(definition);
  });

  it("writes a file that imports the package, and does not overwrite it", async () => {
    const file = join(folder.path, "training.ts");
    expect(await run([training, "-o", file])).to.include({ code: 0, stdout: "" });
    expect(readFileSync(file, "utf8")).to.contain('from "sagemaker-pipelines/components";');
    const again = await run([training, "-o", file]);
    expect(again.code).to.equal(2);
    expect(again.stderr).to.match(/training[.]ts is there already[^]*--output/);
  });

  it("reads what the jq line of the guide makes of a CDK template", async () => {
    const text = (definition: object) => JSON.stringify(definition).split("PARTITION");
    const [first, second] = text({
      StartAt: "A",
      States: {
        A: {
          Type: "Task",
          Resource: "arn:PARTITION:states:::sns:publish",
          Parameters: { TopicArn: "t", Message: "m" },
          End: true,
        },
      },
    });
    const { stdout, code } = await run(["-"], `${first}\${AWS::Partition}${second}`);
    expect(code).to.equal(0);
    expect(stdout).to.contain('partition: "${AWS::Partition}"').and.contain('config.require("AWS-Partition")');
  });

  const refused: [string, () => string[], number, RegExp][] = [
    [
      "a definition with errors",
      () => ["tests/cli/fixtures/mistakes.asl.json"],
      1,
      /mistakes.asl.json:6:7: error: [^]*not imported/,
    ],
    ["a file that is not there", () => ["none.json"], 2, /none.json: error: there is no such file/],
    ["what is no definition", () => [at("list.json", "[]")], 2, /list.json: error: this is no definition/],
    ["a name that cannot be", () => [training, "--name", "a b"], 2, /"a b" cannot be a state machine's name/],
    ["a folder that is not there", () => [training, "-o", at("none/p.ts")], 2, /cannot be written[^]*--output/],
  ];
  const at = (name: string, content?: string) => {
    const path = join(folder.path, name);
    if (content !== undefined) writeFileSync(path, content);
    return path;
  };
  for (const [what, args, exitCode, message] of refused) {
    it(`refuses ${what}`, async () => {
      const { code, stdout, stderr } = await run(args());
      expect(stderr).to.match(message);
      expect(stdout).to.equal("");
      expect(code).to.equal(exitCode);
    });
  }
});
