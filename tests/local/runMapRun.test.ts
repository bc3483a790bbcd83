import { expect } from "chai";
import type { StateMachineDefinition } from "../../asl/definition";
import { permissionsFor } from "../../iam/permissionsFor";
import { runLocal } from "../../local/run";
import { environment } from "../support/evaluate";
import { miniProject } from "../support/localProject";
import { pythonSetupTimeout, testPython } from "../support/python";

/** Two child executions, whose results go to S3. */
const statesWith = (ExecutionType: "STANDARD" | "EXPRESS") => ({
  Items: { Type: "Pass", Result: { Items: [1, 2] }, Next: "Each" },
  Each: {
    Type: "Map",
    ItemsPath: "$.Items",
    Label: "Each",
    ItemProcessor: {
      ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType },
      StartAt: "One",
      States: { One: { Type: "Pass", End: true } },
    },
    ResultWriter: {
      Resource: "arn:aws:states:::s3:putObject",
      Parameters: { Bucket: "mini-data", Prefix: "results" },
    },
    End: true,
  },
});

describe("local run: the calls of a Distributed Map itself", function () {
  this.timeout(60_000);
  before(async function () {
    this.timeout(pythonSetupTimeout);
    await testPython();
  });

  async function run(ExecutionType: "STANDARD" | "EXPRESS", lacking?: string) {
    const states = statesWith(ExecutionType);
    const definition = { StartAt: "Items", States: states } as unknown as StateMachineDefinition;
    const { statements } = permissionsFor(definition, environment, { stateMachineName: "mini" });
    const machine = statements.map((one) => ({ ...one, Action: one.Action.filter((action) => action !== lacking) }));
    const project = miniProject({ states, machine: machine.filter(({ Action }) => Action.length > 0) });
    try {
      const { result } = await runLocal({ root: project.root, stack: "dev" });
      return result.pipelines[0]!;
    } finally {
      project.remove();
    }
  }

  for (const type of ["STANDARD", "EXPRESS"] as const) {
    it(`need all and only what is granted: ${type} children`, async () => {
      const { status, iam } = await run(type);
      expect(status).to.equal("SUCCEEDED");
      const machine = iam.roles.find(({ role }) => role.endsWith("mini-machine"))!;
      expect(machine.denied).to.deep.equal([]);
      expect(machine.unused).to.deep.equal([]);
    });
  }

  for (const [action, error] of [
    ["states:StartExecution", "States.Permissions"],
    ["states:RedriveExecution", "States.Permissions"],
    ["s3:AbortMultipartUpload", "States.ResultWriterFailed"],
  ] as const) {
    it(`fail the Map without ${action}`, async () => {
      const { status, error: ended } = await run("STANDARD", action);
      expect([status, ended?.name]).to.deep.equal(["FAILED", error]);
      expect(ended?.cause).to.include(`is not authorized to perform: ${action}`);
    });
  }
});
