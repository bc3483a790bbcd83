import { expect } from "chai";
import fc from "fast-check";
import { integrationOf, outputOf } from "../../asl/catalogue/catalogue";
import { checkDefinition } from "../../asl/check/checkDefinition";
import { parseIntegration } from "../../asl/resource";
import { walkStates } from "../../asl/walk";
import { generate } from "../../bench/asl/generate";
import { permissionsFor } from "../../iam/permissionsFor";
import { execute, type ExecutionOptions } from "../../local/interpreter";
import { TaskFailure } from "../../local/interpreter/failures";
import { build, plans } from "../support/fragments";
import { sampleOutput } from "../support/sampleOutput";
import { context } from "../support/stateMachines";
import { virtualClock } from "../support/virtualClock";

const environment = { partition: "aws", region: "eu-west-1", account: "123456789012" };
const errors = (definition: unknown) => checkDefinition(definition).filter(({ severity }) => severity === "error");

/** Answers as the service would. The calls of which `fails` says so fail. */
function service(fails: (call: number) => boolean): ExecutionOptions["onTask"] {
  let call = 0;
  return async (_name, { Resource }) => {
    if (fails(call++)) throw new TaskFailure("SageMaker.AmazonSageMakerException", "made up");
    const { api, pattern } = parseIntegration(Resource)!;
    return sampleOutput(outputOf(integrationOf(api)!, pattern));
  };
}

describe("whatever the builder makes", () => {
  it("has no errors", () => {
    fc.assert(
      fc.property(plans, (planned) => {
        expect(errors(build(planned))).to.deep.equal([]);
      }),
    );
  });

  it("has permissions for every service that it calls", () => {
    fc.assert(
      fc.property(plans, (planned) => {
        const definition = build(planned);
        const actions = permissionsFor(definition, environment).statements.flatMap(({ Action }) => Action);
        for (const { state } of walkStates(definition)) {
          if (state.Type !== "Task") continue;
          const [prefix] = parseIntegration(state.Resource)!.api.split(":");
          expect(actions.some((action) => action.startsWith(`${prefix}:`))).to.equal(true, state.Resource);
        }
      }),
    );
  });

  it("runs to its end when every service answers, and keeps its data", async () => {
    await fc.assert(
      fc.asyncProperty(plans, async (planned) => {
        const onTask = service(() => false);
        const { status, output, cause } = await execute(build(planned), {}, { context, onTask, clock: virtualClock() });
        expect(status, cause).to.equal("SUCCEEDED");
        expect(output).to.deep.include({ Items: ["a", "b"], Count: 2, Ready: true });
      }),
      { numRuns: 40 },
    );
  }).timeout(60_000);

  it("ends where services fail: well, or with the error that was not caught", async () => {
    await fc.assert(
      fc.asyncProperty(plans, fc.array(fc.boolean(), { minLength: 1, maxLength: 7 }), async (planned, failing) => {
        const onTask = service((call) => failing[call % failing.length]!);
        const execution = await execute(build(planned), {}, { context, onTask, clock: virtualClock() });
        expect(["SUCCEEDED", "FAILED"]).to.include(execution.status);
        if (execution.status === "FAILED") expect(execution.error).to.equal("SageMaker.AmazonSageMakerException");
      }),
      { numRuns: 40 },
    );
  }).timeout(60_000);
});

describe("generated definitions of any size", () => {
  it("have the states asked for, no errors, and permissions", () => {
    for (const count of [1, 10, 100]) {
      const definition = generate(count);
      expect([...walkStates(definition)]).to.have.length(count);
      expect(errors(definition)).to.deep.equal([]);
      expect(permissionsFor(definition, environment).statements).to.have.length.at.least(count > 1 ? 5 : 0);
    }
  });

  it("are refused for another count", () => {
    expect(() => generate(5)).to.throw(RangeError, "5 is not 1 or a multiple of 9 and 1");
  });
});
