import { expect } from "chai";
import { checkDefinition } from "../../asl/check/checkDefinition";
import type { StateMachineDefinition } from "../../asl/definition";
import { type Judged, judgeAll, LIMIT, ours, tally } from "../../bench/checker/measure";
import { CLASSES, type MutationClass } from "../../bench/checker/mutation";
import { operators } from "../../bench/checker/operators";
import { states, tasks } from "../../bench/checker/sites";
import { subjects } from "../../bench/checker/subjects";
import { permissionsFor } from "../../iam/permissionsFor";

/** The least part of each class, in percent, that errors have to catch. To be raised as the checker learns. */
const LEAST: Record<MutationClass, number> = {
  structure: 100,
  graph: 100,
  "error handling": 92,
  choice: 88,
  API: 97,
  parameters: 99,
  "names and limits": 100,
  expressions: 99,
  dataflow: 97,
  "query languages": 88,
  size: 96,
};

/** The least part of all mutants. */
const LEAST_OF_ALL = 95;

const environment = { partition: "aws", region: "us-west-2", account: "123456789012" };

describe("valid definitions", () => {
  for (const { name, type, definition } of subjects) {
    it(`"${name}" has no errors`, () => {
      expect(checkDefinition(definition, { type }).filter(({ severity }) => severity === "error")).to.deep.equal([]);
    });

    it(`"${name}" has permissions`, () => {
      const { statements } = permissionsFor(definition as unknown as StateMachineDefinition, environment);
      expect(statements.length).to.be.at.least(Math.min(1, tasks(definition).length));
    });
  }

  it("hold every type of state, and every SageMaker API in every way to wait for it", () => {
    const found = subjects.flatMap(({ definition }) => states(definition).map(({ state }) => state));
    expect([...new Set(found.map(({ Type }) => Type))]).to.have.members([
      ...["Task", "Pass", "Choice", "Wait", "Succeed", "Fail", "Parallel", "Map"],
    ]);
    const resources = new Set(found.map(({ Resource }) => Resource));
    for (const job of ["Training", "Transform", "Processing", "HyperParameterTuning", "Labeling"]) {
      expect(resources).to.include(`arn:aws:states:::sagemaker:create${job}Job`);
      expect(resources).to.include(`arn:aws:states:::sagemaker:create${job}Job.sync`);
    }
    for (const api of ["createModel", "createEndpointConfig", "createEndpoint", "updateEndpoint"]) {
      expect(resources).to.include(`arn:aws:states:::sagemaker:${api}`);
    }
  });
});

describe("mutants", () => {
  let judged: Judged[];
  before(() => {
    judged = judgeAll(operators, subjects, ours, LIMIT);
  });

  it("come from operators of every class, each of which applies", () => {
    expect(operators.length).to.be.at.least(70);
    expect(new Set(operators.map(({ name }) => name)).size).to.equal(operators.length);
    expect([...new Set(operators.map((operator) => operator.class))]).to.have.members([...CLASSES]);
    const applied = new Set(judged.map(({ operator }) => operator.name));
    expect(operators.filter(({ name }) => !applied.has(name))).to.deep.equal([]);
  });

  it("differ from what they were made of, which stays as it was", () => {
    const texts = new Map(subjects.map((subject) => [subject, JSON.stringify(subject.definition)]));
    for (const { operator, subject, mutation } of judged) {
      const same = JSON.stringify(mutation.definition) === texts.get(subject) && mutation.type === undefined;
      expect(same, `${operator.name} of "${subject.name}" at ${mutation.path}`).to.equal(false);
    }
    for (const operator of operators) for (const subject of subjects) operator.mutate(subject);
    for (const subject of subjects) expect(JSON.stringify(subject.definition)).to.equal(texts.get(subject));
  });

  it(`are caught by an error: ${LEAST_OF_ALL} % of all`, () => {
    const caught = judged.filter(({ verdict }) => verdict === "error").length;
    expect((100 * caught) / judged.length).to.be.at.least(LEAST_OF_ALL);
  });

  for (const name of CLASSES) {
    it(`are caught by an error: ${LEAST[name]} % of "${name}"`, () => {
      const row = tally(judged).find((one) => one.class === name)!;
      expect((100 * row.caught) / row.mutants).to.be.at.least(LEAST[name]);
    });
  }
}).timeout(60_000);
