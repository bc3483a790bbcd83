import { expect } from "chai";
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import {
  type AnalyzedResource,
  type Diagnostic,
  type PolicyPackProcess,
  startPolicyPack,
  UNKNOWN_TEXT,
} from "../../local/engine/analyzer";
import { type Resource, UNKNOWN } from "../../policies/reading/resource";
import { rules } from "../../policies/rules";
import { allCases } from "./cases/all";
import type { RuleCase } from "./cases/case";

const ROOT = join(__dirname, "../..");

/** As the engine sends a value: a marker in place of what is not known yet. */
function sent(value: unknown): unknown {
  if (value === UNKNOWN) return UNKNOWN_TEXT;
  if (Array.isArray(value)) return value.map(sent);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, sent(inner)]));
}

const asSent = ({ type, name, properties, madeFrom }: Resource): AnalyzedResource => ({
  ...{ type, name },
  properties: sent(properties) as Record<string, unknown>,
  madeFrom: Object.fromEntries(Object.entries(madeFrom).map(([property, urns]) => [property, [...urns]])),
});

/** Documents that are JSON, and no definition or policy. */
const DOCUMENTS = [
  null,
  7,
  [],
  [7],
  { States: 7, Statement: 7 },
  { StartAt: 7, States: [], Statement: [null, 7, { Effect: [], Action: { a: 7 }, Resource: 7, Condition: [7] }] },
  { StartAt: "A", States: { A: null }, Statement: { Effect: "Allow", Action: [7, null], Principal: 7, Condition: 7 } },
  { StartAt: "A", States: { A: { Type: "Task", Resource: 7, Parameters: 7, Retry: 7, Catch: [7], Next: "A" } } },
  { StartAt: "A", States: { A: { Type: "Map", ItemProcessor: 7 }, B: { Type: "Parallel", Branches: [null, 7] } } },
  { StartAt: "A", States: { A: { Type: "Choice", Choices: [7, { And: 7 }, { Variable: 7, Next: [] }], Default: 7 } } },
  {
    StartAt: "A",
    States: {
      A: {
        Type: "Task",
        Resource: "arn:aws:states:::sagemaker:createTrainingJob.sync",
        Parameters: { ResourceConfig: [7], StoppingCondition: { MaxRuntimeInSeconds: {} }, RoleArn: 7, "Tags.$": 7 },
        Retry: [{ ErrorEquals: 7, MaxAttempts: "7" }, null],
        TimeoutSeconds: "7",
        End: true,
      },
    },
  },
];

/** Values of which a property takes one type at most. */
const WRONG = [7, true, "text", [], [7, "text"], {}, { text: 7 }, ...DOCUMENTS.map((each) => JSON.stringify(each))];

describe("rules in the pack's process", function () {
  this.timeout(120_000);
  let pack: PolicyPackProcess;
  before(async () => {
    execFileSync(process.execPath, [join(ROOT, "tools/bundlePolicies.mjs")]);
    pack = await startPolicyPack(join(ROOT, "policies"), "test");
  });
  after(() => pack.close());

  async function judge({ rule, resources, config = {} }: RuleCase): Promise<Diagnostic[]> {
    const { enforcementLevel } = rules.find(({ name }) => name === rule)!;
    await pack.configure({ [rule]: { enforcementLevel, ...config } });
    const given = resources.map(asSent);
    const each = await Promise.all(given.map((resource) => pack.analyze(resource)));
    return [...each.flat(), ...(await pack.analyzeStack(given))].filter(({ policy }) => policy === rule);
  }

  for (const { name, enforcementLevel, remediation, description } of rules) {
    it(`${name} says the same of all its cases`, async () => {
      for (const each of allCases.filter(({ rule }) => rule === name)) {
        const said = await judge(each);
        const open = said.filter(({ message }) => message.includes("not checked: "));
        const violations = said.filter((diagnostic) => !open.includes(diagnostic));
        const shown = JSON.stringify(said);
        expect(violations.length > 0, `${each.of}: ${shown}`).to.equal(each.says === "violation");
        expect(open.length > 0, `${each.of}: ${shown}`).to.equal(each.says === "unchecked");
        for (const { level, message } of violations) {
          expect(level, each.of).to.equal(enforcementLevel);
          expect(message, each.of).to.include(description).and.to.include(`. ${remediation}`).and.to.not.include("..");
        }
        for (const { level, message } of open) {
          expect(level, each.of).to.equal("advisory");
          expect(message, each.of).to.include(name);
        }
        if (each.text !== undefined) expect(shown, each.of).to.include(JSON.stringify(each.text).slice(1, -1));
      }
    });

    it(`${name} crashes on no property of a wrong type`, async () => {
      for (const each of differentResources(name)) {
        for (const [index, resource] of each.resources.entries()) {
          for (const property of Object.keys(resource.properties)) {
            for (const value of WRONG) {
              const properties = { ...resource.properties, [property]: value };
              const resources = each.resources.with(index, { ...resource, properties });
              for (const { message } of await judge({ ...each, resources })) {
                expect(message, `${property}: ${JSON.stringify(value)}`).to.not.include("could not judge this");
              }
            }
          }
        }
      }
    });
  }
});

/** A rule's cases, one of those with the same types of resources and the same properties. */
function differentResources(name: string): RuleCase[] {
  const shape = ({ resources }: RuleCase) =>
    resources.map(({ type, properties }) => [type, ...Object.keys(properties)].join()).join(" ");
  return [...new Map(allCases.filter(({ rule }) => rule === name).map((each) => [shape(each), each])).values()];
}
