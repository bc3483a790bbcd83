/** The first states of a production pipeline: which data it is, and whether it can be trained on. */
import { chain, type Fragment } from "../../asl/fragment";
import { context, intrinsic, path } from "../../asl/reference";
import { choice, pass, task } from "../../asl/states";
import { failWith } from "../notificationSteps";
import { lambdaRetry, s3Uri } from "../trainingSteps";
import { STATISTICS } from "./places";
import type { ProductionFacts } from "./productionFacts";
import { SHALLOW } from "./registration";

/**
 * Notes who runs. Children of a Distributed Map have names of their own, so later states read `$.Run` and not the context.
 * Leaves `$.Run` and, at `$.Input`, what the execution was given.
 */
export function beginRun(): Fragment {
  return pass("BeginRun", {
    parameters: {
      Run: {
        Name: context("Execution.Name"),
        Arn: context("Execution.Id"),
        StartTime: context("Execution.StartTime"),
        StateMachine: context("StateMachine.Id"),
      },
      Input: path("$"),
    },
  });
}

/**
 * Looks at the data, and keeps a copy of it: what is trained on is what was validated, whatever becomes of the source. Data
 * that cannot be trained on, or with a drift limit is too far from what the version at `$.Production` was trained on, ends the
 * execution with NotifyValidationFailure. Leaves at `$.Validation.Result` what the
 * function answers.
 */
export function validateData(facts: ProductionFacts, then: Fragment, failed: Fragment): Fragment {
  const invalid = failWith(facts, {
    state: "NotifyValidationFailure",
    status: "found invalid data",
    error: "InvalidData",
    cause: path("$.Validation.Result.Reason"),
  });
  const { driftLimit } = facts;
  const request = path("$.Request");
  const compared = intrinsic("States.JsonMerge", request, path("$.Comparison"), SHALLOW);
  const validated = chain(
    task(
      "ValidateData",
      {
        api: "lambda:invoke",
        parameters: { FunctionName: facts.functions.validate, Payload: driftLimit === undefined ? request : compared },
      },
      {
        resultSelector: { Result: path("$.Payload") },
        resultPath: "$.Validation",
        retry: lambdaRetry,
        catch: [{ target: failed }],
      },
    ),
    choice("CheckValidation", [{ when: { Variable: "$.Validation.Result.IsValid", BooleanEquals: true }, then }], {
      otherwise: invalid,
    }),
  );
  const requested = dataSource(facts, validated);
  return driftLimit === undefined ? requested : chain(comparison(facts, driftLimit), requested);
}

/**
 * What the data is compared with, at `$.Comparison`: the statistics of the version in production. A group of several pipelines
 * may have a version of another one there, whose data is not this one's, and whose bucket the function cannot read.
 */
function comparison(facts: ProductionFacts, driftLimit: number): Fragment {
  const statistics = "$.Production.StatisticsUri";
  const taken = pass("Compare with production", {
    parameters: { Baseline: path(statistics), DriftLimit: driftLimit },
    resultPath: "$.Comparison",
  });
  const isOwn = {
    And: [
      { Variable: statistics, IsPresent: true },
      { Variable: statistics, StringMatches: `${s3Uri(facts, STATISTICS)}*` },
    ],
  };
  return choice("Data to compare with?", [{ when: isOwn, then: taken }], {
    otherwise: pass("Nothing to compare with", { result: {}, resultPath: "$.Comparison" }),
  });
}

/** The request of ValidateData at `$.Request`: for the execution's own data source, where it is given one, or the pipeline's. */
function dataSource(facts: ProductionFacts, then: Fragment): Fragment {
  const { dataSource: own } = facts;
  const request = (state: string, source: object) =>
    pass(state, {
      parameters: {
        Pipeline: facts.pipeline,
        Bucket: facts.bucket,
        Run: path("$.Run.Name"),
        Schema: facts.schema,
        ...source,
      },
      resultPath: "$.Request",
    });
  const given = chain(request("Take the execution's data", { Source: path("$.Input.DataSource") }), then);
  const usual = chain(request("Take the pipeline's data", own === undefined ? {} : { Source: own }), then);
  const refused = failWith(facts, {
    state: "NotifyForeignData",
    status: "was given foreign data",
    error: "InvalidInput",
    cause: foreignData(own),
  });
  const isGiven = { Variable: "$.Input.DataSource", IsPresent: true };
  const isAllowed = own === undefined ? [] : [{ And: [isGiven, { Variable: "$.Input.DataSource", ...within(own) }] }];
  return choice(
    "Which data?",
    [...isAllowed.map((when) => ({ when, then: given })), { when: isGiven, then: refused }],
    { otherwise: usual },
  );
}

/** Below the prefix, or the very object. */
function within(source: string) {
  if (!source.endsWith("/")) return { StringEquals: source };
  // A backslash escapes what would else stand for any text.
  return { StringMatches: `${source.replace(/[\\*]/g, "\\$&")}*` };
}

function foreignData(own: string | undefined): string {
  if (own === undefined) return "DataSource was given, but the pipeline has no dataSource that allows any.";
  return `DataSource was given, but only ${own.endsWith("/") ? "what is below " : ""}${own} may be read.`;
}
