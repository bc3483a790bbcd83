/**
 * AWS's own templates for training and transform jobs, held against what is derived. The templates are computed here from
 * what they say: https://docs.aws.amazon.com/step-functions/latest/dg/connect-sagemaker.html ("IAM policies for calling
 * Amazon SageMaker AI").
 */
import { expect } from "chai";
import { checkDefinition } from "../../asl/check/checkDefinition";
import type { JsonObject, StateMachineDefinition } from "../../asl/definition";
import type { Environment, Statement } from "../../iam/document";
import { IamError } from "../../iam/iamError";
import { permissionsFor } from "../../iam/permissionsFor";
import { statementOf } from "../../iam/statement";

const environment: Environment = { partition: "aws", region: "eu-west-1", account: "123456789012" };
const ROLE = "arn:aws:iam::123456789012:role/job";
const passRole = { StringEquals: { "iam:PassedToService": "sagemaker.amazonaws.com" } };
const sagemaker = (resource: string) => `arn:aws:sagemaker:eu-west-1:123456789012:${resource}`;

interface Template {
  /** `Training`, `Transform`: as in CreateTrainingJob. */
  job: "Training" | "Transform";
  /** The job's name in the definition; undefined for a name from the input. */
  name?: string;
  isSync: boolean;
}

/** What AWS's template allows. */
function awsTemplate({ job, name, isSync }: Template): Statement[] {
  const on = sagemaker(`${job.toLowerCase()}-job/${name ?? ""}*`);
  const rule = `arn:aws:events:eu-west-1:123456789012:rule/StepFunctionsGetEventsForSageMaker${job}JobsRule`;
  const verbs = isSync ? ["Create", "Describe", "Stop"] : ["Create"];
  return [
    statementOf(
      verbs.map((verb) => `sagemaker:${verb}${job}Job`),
      [on],
    ),
    statementOf(["sagemaker:ListTags"], ["*"]),
    statementOf(["iam:PassRole"], [ROLE], passRole),
    ...(isSync ? [statementOf(["events:PutTargets", "events:PutRule", "events:DescribeRule"], [rule])] : []),
  ];
}

/** The template with every way in which ours differs, and no other. */
function withOurDifferences(statements: Statement[], { job, name }: Template): Statement[] {
  const created = sagemaker(`${job.toLowerCase()}-job/${name ?? "*"}`);
  return [
    ...statements
      // A transform job takes no role: it runs with that of its model.
      .filter(({ Action }) => job === "Training" || !Action.includes("iam:PassRole"))
      // A static name is exact, where AWS puts a * behind it; ListTags can be held to the job, where AWS has every resource.
      .map((each) =>
        each.Action[0]?.startsWith("sagemaker:") ? statementOf(each.Action, [created], each.Condition) : each,
      ),
    // Creating with tags needs AddTags, and Step Functions tags what it creates.
    statementOf(["sagemaker:AddTags"], [created]),
  ];
}

/** Every action on every resource with its condition, so that grouping does not matter. */
const entries = (statements: Statement[]) =>
  statements
    .flatMap(({ Action, Resource, Condition = {} }) =>
      Action.flatMap((action) => Resource.map((on) => `${action} ${on} ${JSON.stringify(Condition)}`)),
    )
    .sort();

function definition({ job, name, isSync }: Template, suffix = isSync ? ".sync" : ""): StateMachineDefinition {
  const nameOf: JsonObject = name === undefined ? { [`${job}JobName.$`]: "$.name" } : { [`${job}JobName`]: name };
  const Parameters = { ...nameOf, ...(job === "Training" ? { RoleArn: ROLE } : { ModelName: "m" }) };
  const Resource = `arn:aws:states:::sagemaker:create${job}Job${suffix}`;
  return { StartAt: "Run", States: { Run: { Type: "Task", Resource, Parameters, End: true } } };
}

describe("AWS's templates", () => {
  for (const job of ["Training", "Transform"] as const) {
    for (const name of ["churn", undefined]) {
      for (const isSync of [true, false]) {
        const template: Template = { job, isSync, ...(name === undefined ? {} : { name }) };
        const what = `${job}, ${name === undefined ? "dynamic" : "static"}, ${isSync ? ".sync" : "request-response"}`;
        it(`are reproduced but for our differences: ${what}`, () => {
          const { statements } = permissionsFor(definition(template), environment);
          expect(entries(statements)).to.deep.equal(entries(withOurDifferences(awsTemplate(template), template)));
        });
      }
    }
  }

  it("mean request-response where their headings name a callback, which SageMaker does not offer", () => {
    for (const job of ["Training", "Transform"] as const) {
      const callback = definition({ job, name: "churn", isSync: false }, ".waitForTaskToken");
      expect(checkDefinition(callback).map(({ code }) => code)).to.include("pattern-not-offered");
      expect(() => permissionsFor(callback, environment)).to.throw(IamError, 'has no ".waitForTaskToken"');
    }
  });
});
