/** Local runs of programs that make their pipelines in code, without any in the stack's config. */
import { join } from "node:path";
import { expect } from "chai";
import { runLocal, type LocalRunOptions } from "../../local/run";
import { UserError } from "../../local/userError";
import { localProject, type LocalProject } from "../support/localProject";
import { projectRoot, pythonSetupTimeout, testPython } from "../support/python";

const PREAMBLE = `
import * as pulumi from "@pulumi/pulumi";
import { MlTrainingPipeline, StateMachine } from ${JSON.stringify(join(projectRoot, "components"))};
`;
const PASS = JSON.stringify({ StartAt: "Greet", States: { Greet: { Type: "Pass", End: true } } });

describe("local run: programs", function () {
  this.timeout(60_000);
  let project: LocalProject | undefined;
  before(async function () {
    this.timeout(pythonSetupTimeout);
    await testPython();
  });
  afterEach(() => {
    project?.remove();
    project = undefined;
  });

  /** Runs `program`, and gives what it printed while it was set up beside the result. */
  async function run(
    program: string,
    options: Partial<LocalRunOptions> = {},
    files: Record<string, string> = {},
    config = "config: {}\n",
  ) {
    project = localProject({
      "Pulumi.yaml": "name: mine\nruntime: nodejs\nmain: index.ts\n",
      "Pulumi.dev.yaml": config,
      "index.ts": PREAMBLE + program,
      ...files,
    });
    const told: string[] = [];
    const { result } = await runLocal({
      ...{ root: project.root, stack: "dev", ...options },
      onEvent(event) {
        if (event.type === "setup") told.push(event.text);
      },
    });
    return { pipelines: result.pipelines, told };
  }

  const refusal = async (...given: Parameters<typeof run>): Promise<string> => {
    try {
      await run(...given);
    } catch (error) {
      expect(error).to.be.instanceOf(UserError);
      return (error as Error).message;
    }
    throw new Error("it ran");
  };

  it("runs what the program exports, and reads back what it left", async () => {
    const { pipelines, told } = await run(`
      const churn = new MlTrainingPipeline("churn", { hyperparameters: { num_round: 5 } });
      const { stateMachineArn, bucket, models, predictions } = churn;
      export const pipelines = { churn: { stateMachineArn, bucket, models, predictions } };
    `);
    expect(pipelines.map(({ name, status }) => [name, status])).to.deep.equal([["churn", "SUCCEEDED"]]);
    expect(pipelines[0]!.artifacts).to.have.keys("model", "predictions");
    expect(pipelines[0]!.predictions).not.to.have.length(0);
    expect(told).to.deep.equal(["Stack dev: churn"]);
  });

  it("runs every state machine where the program exports no pipelines, with the file beside Pulumi.yaml", async () => {
    const program = `new StateMachine("x", { definitionFile: "x.asl.json" });
      new StateMachine("y", { definitionFile: "x.asl.json" });`;
    const { pipelines, told } = await run(program, {}, { "x.asl.json": PASS });
    expect(pipelines.map(({ name, status }) => [name, status])).to.have.deep.members([
      ["x", "SUCCEEDED"],
      ["y", "SUCCEEDED"],
    ]);
    expect(told.join("\n")).to.match(/exports no pipelines.*export const pipelines = /);
    project?.remove();
    const one = await run(program, { pipelines: ["y"] }, { "x.asl.json": PASS });
    expect(one.pipelines.map(({ name }) => name)).to.deep.equal(["y"]);
  });

  const bare = `const x = new StateMachine("x", { definitionFile: "x.asl.json" });`;
  const refused: [string, string, RegExp, Partial<LocalRunOptions>?][] = [
    ["a program without pipelines", "", /The stack "dev" has no pipelines\.\n.*export const pipelines/],
    ["an unknown name", bare, /no pipeline "z"\.\nPipelines: x\./, { pipelines: ["z"] }],
    ["an export that is a list", "export const pipelines = [1];", /no object of pipelines by name/],
    ["an export without an ARN", "export const pipelines = { a: {} };", /pipelines\.a has no stateMachineArn/],
    [
      "an export with a bucket that is no text",
      `${bare} export const pipelines = { x: { stateMachineArn: x.stateMachineArn, bucket: 3 } };`,
      /pipelines\.x has a bucket that is no text/,
    ],
    [
      "an ARN of no state machine",
      'export const pipelines = { a: { stateMachineArn: "arn" } };',
      /registers no state machine arn for the pipeline "a"/,
    ],
    ["--keep without a bucket", bare, /nothing for --keep/, { keep: join(projectRoot, ".mlpipe", "never-kept") }],
    [
      "data in a bucket out of reach",
      'new MlTrainingPipeline("churn", { dataSource: "s3://my-data/churn.csv" });',
      /pipeline "churn" reads "s3:\/\/my-data\/churn.csv", which a run on this machine cannot reach/,
    ],
  ];
  for (const [what, program, message, options] of refused) {
    it(`refuses ${what}`, async () => {
      expect(await refusal(program, options, { "x.asl.json": PASS })).to.match(message);
    });
  }

  describe("with --data", () => {
    const rows = Array.from({ length: 60 }, (_, row) => `${row % 2},${row % 2 === 0 ? row : -row},1`).join("\n");
    const config = 'config:\n  mine:pipelines: { churn: { dataSource: "s3://my-data/churn.csv" } }\n';
    let file: LocalProject;
    before(() => (file = localProject({ "mine.csv": rows })));
    after(() => file.remove());

    it("refuses a pipeline whose program does not read it", async () => {
      const message = await refusal('new MlTrainingPipeline("churn");', { data: join(file.root, "mine.csv") });
      expect(message)
        .to.match(/"churn" does not read the file of --data/)
        .and.to.contain("mine:pipelines: { churn:");
    });

    it("gives it to a pipeline whose program takes dataSource from the config", async () => {
      const program = `
        const { churn } = new pulumi.Config().requireObject<{ churn: { dataSource: string } }>("pipelines");
        new MlTrainingPipeline("churn", churn);`;
      const { pipelines } = await run(program, { data: join(file.root, "mine.csv") }, {}, config);
      expect(pipelines.map(({ name, status }) => [name, status])).to.deep.equal([["churn", "SUCCEEDED"]]);
    });
  });

  it("says that the program is wrong where a definition's file is", async () => {
    const message = await refusal(bare, {}, { "x.asl.json": "{" });
    expect(message)
      .to.contain("x.asl.json:1")
      .and.to.match(/\nCorrect the program\.$/);
    expect(message).not.to.contain("Pulumi.dev.yaml");
  });
});
