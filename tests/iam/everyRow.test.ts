import { expect } from "chai";
import { integrations } from "../../asl/catalogue/catalogue";
import type { JsonObject, StateMachineDefinition } from "../../asl/definition";
import { patternSuffix } from "../../asl/resource";
import type { AwsCall, Environment, PolicyDocument, Statement } from "../../iam/document";
import { permissionsFor } from "../../iam/permissionsFor";
import { statementOf } from "../../iam/statement";
import { taskCalls } from "../../iam/taskCalls";
import { sampleRequest } from "../support/sampleRequest";
import { isAllowed, withoutEachEntry } from "../support/simulate";

const ENVIRONMENTS: Environment[] = [
  { partition: "aws", region: "us-east-1", account: "123456789012" },
  { partition: "aws-cn", region: "cn-north-1", account: "123456789012" },
  { partition: "aws-us-gov", region: "us-gov-west-1", account: "123456789012" },
];

const machine = (Resource: string, Parameters: JsonObject): StateMachineDefinition => ({
  StartAt: "Do",
  States: { Do: { Type: "Task", Resource, Parameters, End: true } },
});

/** The calls of one task; what AWS names itself has some name. */
const callsOf = (resource: string, request: JsonObject, environment: Environment): AwsCall[] =>
  (taskCalls(resource, request, environment) ?? []).map((call) => ({
    ...call,
    resource: call.resource === "*" ? "*" : call.resource.replaceAll("*", "generated"),
  }));

/** A message goes to one place: the sample for SNS has a topic, so it has no telephone number, which would be `*`. */
function oneAddressee({ PhoneNumber, ...request }: JsonObject): JsonObject {
  return PhoneNumber === undefined || request.TopicArn !== undefined ? request : { ...request, PhoneNumber };
}

/** The simulator's data does not have the condition keys of HTTP tasks, and denies what is held to them. */
function withoutUnknownKeys(statements: Statement[]): Statement[] {
  return statements.map((each) =>
    each.Action.includes("states:InvokeHTTPEndpoint") ? statementOf(each.Action, each.Resource) : each,
  );
}

const changed = (request: JsonObject, from: RegExp, to: string) =>
  JSON.parse(JSON.stringify(request).replace(from, to)) as JsonObject;

describe("the permissions of every integration", () => {
  for (const integration of integrations) {
    for (const pattern of integration.patterns) {
      for (const environment of ENVIRONMENTS) {
        const { partition, region } = environment;
        const resource = `arn:${partition}:states:::${integration.api}${patternSuffix(pattern)}`;
        const request = changed(
          changed(oneAddressee(sampleRequest(integration)), /arn:aws:/g, `arn:${partition}:`),
          /us-east-1/g,
          region,
        );

        it(`are what it calls, no more and no less: ${resource}`, async () => {
          const { statements, notes } = permissionsFor(machine(resource, request), environment);
          const policy: PolicyDocument = { Version: "2012-10-17", Statement: withoutUnknownKeys(statements) };
          const calls = callsOf(resource, request, environment);
          expect(calls.length === 0).to.equal(integration.permissions.length === 0);
          for (const call of calls)
            expect(await isAllowed(policy, call), `${call.action} on ${call.resource}`).to.equal(true);

          const neighbours = callsOf(
            resource,
            changed(request, /name|jobs|nightly|bucket|partner/g, "neighbour"),
            environment,
          );
          const own = new Set(calls.map(callText));
          for (const call of neighbours.filter(
            (each) => each.action !== "states:InvokeHTTPEndpoint" && !own.has(callText(each)),
          )) {
            expect(await isAllowed(policy, call), `${call.action} on ${call.resource}`).to.equal(false);
          }

          for (const { removed, policy: without } of withoutEachEntry(policy)) {
            const action = removed.split(" ")[0];
            const judged = calls.filter((call) => call.action === action).map((call) => isAllowed(without, call));
            expect((await Promise.all(judged)).includes(false), `without ${removed}`).to.equal(true);
          }

          for (const { Resource } of statements) {
            for (const arn of Resource) {
              expect(arn === "*" || arn.startsWith(`arn:${partition}:`), arn).to.equal(true);
              if (arn.includes("*")) expect(notes.map((note) => note.resource)).to.include(arn);
            }
          }
        });
      }
    }
  }
});

describe("an HTTP task", () => {
  it("is held to its endpoint and method", () => {
    const request = { ApiEndpoint: "https://example.com/v1", Method: "GET" };
    const { statements } = permissionsFor(machine("arn:aws:states:::http:invoke", request), ENVIRONMENTS[0]!);
    expect(statements).to.deep.equal([
      statementOf(["states:InvokeHTTPEndpoint"], ["*"], {
        StringEquals: { "states:HTTPEndpoint": "https://example.com/v1", "states:HTTPMethod": "GET" },
      }),
    ]);
  });
});

const callText = ({ action, resource, context }: AwsCall) => JSON.stringify([action, resource, context]);
