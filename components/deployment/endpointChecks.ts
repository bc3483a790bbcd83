/** The states that look at an endpoint, and wait while it changes. Pure: plain values in, fragments out. */
import type { ChoiceRule } from "../../asl/definition";
import { chain, type Fragment, goTo } from "../../asl/fragment";
import { intrinsic, path } from "../../asl/reference";
import { type Branch, choice, pass, task, wait } from "../../asl/states";
import { sdkRetry } from "../trainingSteps";
import type { DeploymentFacts, Patience } from "./deploymentFacts";

/** A condition on `$.Endpoint`, as a Choice has it. */
export type EndpointCondition = Omit<ChoiceRule, "Next">;

/** The endpoint's status is this one. */
export const hasStatus = (status: "InService" | "Failed"): EndpointCondition => ({
  Variable: "$.Endpoint.Status",
  StringEquals: status,
});

/** The endpoint serves the config whose name is at this JSONPath. */
export const serves = (config: string): EndpointCondition => ({
  Variable: "$.Endpoint.Config",
  StringEqualsPath: config,
});

/** All of these. */
export const all = (...conditions: EndpointCondition[]): EndpointCondition => ({
  And: conditions,
});

/** A wait for an endpoint. */
export interface EndpointWait {
  /** Behind the states' names, for which one it is: `Check endpoint`, `Endpoint changed?`. */
  what: string;
  patience: Patience;
  /** Where it goes on, in this order, once one of these is so. */
  ends: Branch[];
  /** Where it goes on when the time is up. */
  timedOut: Fragment;
  /** Where errors of DescribeEndpoint lead. */
  failed: Fragment;
  /** JSONPath at which such an error is put; `$.Failure` by default. */
  failurePath?: string;
}

/**
 * Looks at the endpoint again and again until one of `ends` is so, for so many times and no more. Leaves its status, the name
 * of its config, and the reasons of failure that it tells at `$.Endpoint`.
 *
 * Source: https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_DescribeEndpoint.html
 */
export function waitForEndpoint(facts: DeploymentFacts, options: EndpointWait): Fragment {
  const { what, failed, failurePath = "$.Failure" } = options;
  const described = task(
    `Check ${what}`,
    { api: "aws-sdk:sagemaker:describeEndpoint", parameters: { EndpointName: facts.endpointName } },
    {
      resultSelector: {
        Status: path("$.EndpointStatus"),
        Config: path("$.EndpointConfigName"),
        // An array, because a path to what is not there fails: empty where there is no reason.
        Reasons: intrinsic("States.JsonToString", path("$..FailureReason")),
      },
      resultPath: "$.Endpoint",
      retry: sdkRetry,
      catch: [{ target: failed, resultPath: failurePath }],
    },
  );
  return untilSettled(options, described, what);
}

/** Finds the endpoint by its exact name. Leaves at `$.Found` an array with its status, empty when there is none. */
export function findEndpoint(
  facts: DeploymentFacts,
  name: string,
  failed: Fragment,
  failurePath = "$.Failure",
): Fragment {
  return task(
    name,
    {
      api: "aws-sdk:sagemaker:listEndpoints",
      // Names that hold the endpoint's are found as well. Sorted by name, the exact one comes first of those that begin with it.
      parameters: { NameContains: facts.endpointName, SortBy: "Name", SortOrder: "Ascending", MaxResults: 100 },
    },
    {
      resultSelector: { Status: path(`$.Endpoints[?(@.EndpointName=='${facts.endpointName}')].EndpointStatus`) },
      resultPath: "$.Found",
      retry: sdkRetry,
      catch: [{ target: failed, resultPath: failurePath }],
    },
  );
}

/** The endpoint was found. */
export const isFound: EndpointCondition = { Variable: "$.Found.Status[0]", IsPresent: true };

/** Looks until the endpoint is gone. */
export function waitUntilDeleted(
  facts: DeploymentFacts,
  options: Omit<EndpointWait, "ends"> & { then: Fragment },
): Fragment {
  const found = findEndpoint(facts, `Check ${options.what}`, options.failed, options.failurePath);
  const isGone: EndpointCondition = { Not: isFound };
  return untilSettled({ ...options, ends: [{ when: isGone, then: options.then }] }, found, options.what);
}

/**
 * Begin -> wait -> look -> settled? -> count -> wait … The wait comes first: what was just asked for may not show at once.
 */
export function untilSettled(
  { patience, ends, timedOut }: Pick<EndpointWait, "patience" | "ends" | "timedOut">,
  look: Fragment,
  what: string,
): Fragment {
  const { intervalInSeconds, timeoutInSeconds } = patience;
  const waited = wait(`Wait for ${what}`, { seconds: intervalInSeconds });
  const again = chain(
    pass(`Count checks of ${what}`, {
      parameters: { Checks: intrinsic("States.MathAdd", path("$.Wait.Checks"), 1) },
      resultPath: "$.Wait",
    }),
    goTo(waited.startAt),
  );
  const isInTime: EndpointCondition = {
    Variable: "$.Wait.Checks",
    NumericLessThan: Math.ceil(timeoutInSeconds / intervalInSeconds) - 1,
  };
  return chain(
    pass(`Begin to check ${what}`, { result: { Checks: 0 }, resultPath: "$.Wait" }),
    waited,
    look,
    choice(`${what[0]?.toUpperCase()}${what.slice(1)} settled?`, [...ends, { when: isInTime, then: again }], {
      otherwise: timedOut,
    }),
  );
}
