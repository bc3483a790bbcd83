/** The states that have an endpoint serve a config: a new endpoint, or one that serves another config. Pure. */
import { chain, type Fragment } from "../../asl/fragment";
import { format, path } from "../../asl/reference";
import { choice, pass, task } from "../../asl/states";
import { jobTags } from "../parts/tags";
import { sagemakerRetry, sdkRetry } from "../trainingSteps";
import type { DeploymentFacts, DeploymentPlan } from "./deploymentFacts";
import { all, findEndpoint, hasStatus, isFound, serves, waitForEndpoint } from "./endpointChecks";
import { deploymentConfig } from "./traffic";
import { tryCandidate } from "./trial";
import type { Undo } from "./undo";

/**
 * Find endpoint -> create or update it -> wait until it serves the config at `$.Config`. What an endpoint served before is
 * left at `$.Previous`: the config's name, the last part of that, and the names of its models.
 */
export function deployEndpoint(facts: DeploymentFacts, plan: DeploymentPlan, undo: Undo, deployed: Fragment): Fragment {
  const ready = reach(facts, plan, undo, { what: "endpoint", config: "$.Config.Name" }, deployed);
  return chain(
    findEndpoint(facts, "Find endpoint", undo.config),
    choice("Endpoint exists?", [{ when: isFound, then: update(facts, plan, undo, ready) }], {
      otherwise: chain(create(facts, undo), ready),
    }),
  );
}

/** Waits until the endpoint serves a config; whatever else comes of it is undone. */
function reach(
  facts: DeploymentFacts,
  { patience }: DeploymentPlan,
  undo: Undo,
  { what, config }: { what: string; config: string },
  then: Fragment,
): Fragment {
  const name = `${what[0]!.toUpperCase()}${what.slice(1)}`;
  const refused = notDeployed(facts, `${name} not deployed`, undo.endpoint);
  return waitForEndpoint(facts, {
    ...{ what, patience },
    ends: [
      { when: all(hasStatus("InService"), serves(config)), then },
      // A failed update leaves the endpoint in service, with its previous config.
      { when: hasStatus("InService"), then: refused },
      { when: hasStatus("Failed"), then: refused },
    ],
    timedOut: failure(
      `${name} timed out`,
      "EndpointTimeout",
      format(`The endpoint ${facts.endpointName} was still {} when its time was up.`, path("$.Endpoint.Status")),
      undo.endpoint,
    ),
    failed: undo.endpoint,
  });
}

function create(facts: DeploymentFacts, undo: Undo): Fragment {
  return task(
    "Create endpoint",
    {
      api: "sagemaker:createEndpoint",
      parameters: {
        EndpointName: facts.endpointName,
        EndpointConfigName: facts.names.again("config", path("$.Config.Suffix")),
        Tags: jobTags(facts.tags),
      },
    },
    { resultPath: null, retry: sagemakerRetry, catch: [{ target: undo.endpoint }] },
  );
}

function update(facts: DeploymentFacts, plan: DeploymentPlan, undo: Undo, ready: Fragment): Fragment {
  const { endpointName, names } = facts;
  const requested = task(
    "Update endpoint",
    {
      api: "sagemaker:updateEndpoint",
      parameters: {
        EndpointName: endpointName,
        EndpointConfigName: names.again("config", path("$.Config.Suffix")),
        DeploymentConfig: deploymentConfig(plan.traffic),
        ...keptProperties(plan),
      },
    },
    { resultPath: null, retry: sagemakerRetry, catch: [{ target: undo.endpoint }] },
  );
  const promoted = chain(requested, ready);
  const updated =
    plan.trial === undefined
      ? promoted
      : tryCandidate(facts, plan, plan.trial, {
          ...{ undo, promoted, kept: keptProperties(plan) },
          deployed: (then) => reach(facts, plan, undo, { what: "trial", config: "$.Trial.Name" }, then),
        });
  const isOurs = { Variable: "$.Endpoint.Config", StringMatches: `${names.prefix}-config-*` };
  return chain(
    task(
      "Describe endpoint",
      { api: "aws-sdk:sagemaker:describeEndpoint", parameters: { EndpointName: endpointName } },
      {
        resultSelector: { Status: path("$.EndpointStatus"), Config: path("$.EndpointConfigName") },
        resultPath: "$.Endpoint",
        retry: sdkRetry,
        catch: [{ target: undo.config }],
      },
    ),
    choice(
      "Can the endpoint be updated?",
      [{ when: all(hasStatus("InService"), isOurs), then: chain(describePrevious(facts, plan, undo), updated) }],
      {
        otherwise: failure(
          "Endpoint cannot be updated",
          "EndpointNotReady",
          format(
            `The endpoint ${endpointName} is {} with the config {}. It must be InService with one that this pipeline made: wait, or delete the endpoint.`,
            path("$.Endpoint.Status"),
            path("$.Endpoint.Config"),
          ),
          undo.config,
        ),
      },
    ),
  );
}

/** As many instances as scaling has come to, which may be more than the config says. */
function keptProperties({ autoscaling }: DeploymentPlan) {
  if (autoscaling === undefined) return {};
  return {
    RetainAllVariantProperties: true,
    ExcludeRetainedVariantProperties: [
      { VariantPropertyType: "DesiredWeight" as const },
      { VariantPropertyType: "DataCaptureConfig" as const },
    ],
  };
}

function describePrevious({ names }: DeploymentFacts, { trial }: DeploymentPlan, undo: Undo): Fragment {
  const name = path("$.EndpointConfigName");
  return task(
    "Describe previous config",
    {
      api: "aws-sdk:sagemaker:describeEndpointConfig",
      parameters: { EndpointConfigName: names.again("config", names.suffixOf(path("$.Endpoint.Config"), "config")) },
    },
    {
      resultSelector: {
        Name: name,
        Suffix: names.suffixOf(name, "config"),
        Models: path("$..ModelName"),
        ...(trial && { Model: path("$.ProductionVariants[0].ModelName") }),
      },
      resultPath: "$.Previous",
      retry: sdkRetry,
      catch: [{ target: undo.config }],
    },
  );
}

function notDeployed({ endpointName }: DeploymentFacts, name: string, then: Fragment): Fragment {
  return failure(
    name,
    "DeploymentFailed",
    format(
      `The endpoint ${endpointName} does not serve the new config: it is {} with {}. SageMaker's reasons: {}`,
      path("$.Endpoint.Status"),
      path("$.Endpoint.Config"),
      path("$.Endpoint.Reasons"),
    ),
    then,
  );
}

function failure(name: string, Error: string, Cause: ReturnType<typeof format>, then: Fragment): Fragment {
  return chain(pass(name, { parameters: { Error, Cause }, resultPath: "$.Failure" }), then);
}
