/** The states that have an endpoint serve a config: a new endpoint, or one that serves another config. Pure. */
import { chain, type Fragment } from "../../asl/fragment";
import { format, path } from "../../asl/reference";
import { choice, pass, task } from "../../asl/states";
import { jobTags } from "../parts/tags";
import { sagemakerRetry, sdkRetry } from "../trainingSteps";
import type { DeploymentFacts, DeploymentPlan } from "./deploymentFacts";
import { all, findEndpoint, hasStatus, isFound, serves, waitForEndpoint } from "./endpointChecks";
import { deploymentConfig } from "./traffic";
import type { Undo } from "./undo";

/**
 * Find endpoint -> create or update it -> wait until it serves the config at `$.Config`. What an endpoint served before is
 * left at `$.Previous`: the config's name, the last part of that, and the names of its models.
 */
export function deployEndpoint(facts: DeploymentFacts, plan: DeploymentPlan, undo: Undo, deployed: Fragment): Fragment {
  const ready = waitForEndpoint(facts, {
    what: "endpoint",
    patience: plan.patience,
    ends: [
      { when: all(hasStatus("InService"), serves("$.Config.Name")), then: deployed },
      // A failed update leaves the endpoint in service, with its previous config.
      { when: hasStatus("InService"), then: notDeployed(facts, undo.endpoint) },
      { when: hasStatus("Failed"), then: notDeployed(facts, undo.endpoint) },
    ],
    timedOut: failure(
      "Endpoint timed out",
      "EndpointTimeout",
      format(`The endpoint ${facts.endpointName} was still {} when its time was up.`, path("$.Endpoint.Status")),
      undo.endpoint,
    ),
    failed: undo.endpoint,
  });
  return chain(
    findEndpoint(facts, "Find endpoint", undo.config),
    choice("Endpoint exists?", [{ when: isFound, then: chain(update(facts, plan, undo), ready) }], {
      otherwise: chain(create(facts, undo), ready),
    }),
  );
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

function update(facts: DeploymentFacts, plan: DeploymentPlan, undo: Undo): Fragment {
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
      [{ when: all(hasStatus("InService"), isOurs), then: chain(describePrevious(facts, undo), requested) }],
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

function describePrevious({ names }: DeploymentFacts, undo: Undo): Fragment {
  const name = path("$.EndpointConfigName");
  return task(
    "Describe previous config",
    {
      api: "aws-sdk:sagemaker:describeEndpointConfig",
      parameters: { EndpointConfigName: names.again("config", names.suffixOf(path("$.Endpoint.Config"), "config")) },
    },
    {
      resultSelector: { Name: name, Suffix: names.suffixOf(name, "config"), Models: path("$..ModelName") },
      resultPath: "$.Previous",
      retry: sdkRetry,
      catch: [{ target: undo.config }],
    },
  );
}

function notDeployed({ endpointName }: DeploymentFacts, then: Fragment): Fragment {
  return failure(
    "Endpoint not deployed",
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
