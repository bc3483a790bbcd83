/**
 * The states that undo a deployment that failed: the endpoint serves what it served before, or is gone when it was new, and
 * nothing that was made for the deployment is left. Pure: plain values in, fragments out.
 */
import type { ChoiceRule } from "../../asl/definition";
import { chain, type Fragment } from "../../asl/fragment";
import { format, path } from "../../asl/reference";
import { choice, pass, succeed, task } from "../../asl/states";
import { deleteModel } from "../modelSteps";
import { notify, notifyFailure } from "../notificationSteps";
import { sagemakerRetry, sdkRetry } from "../trainingSteps";
import { stopScaling } from "./autoscaling";
import type { DeploymentFacts, DeploymentPlan } from "./deploymentFacts";
import {
  all,
  findEndpoint,
  hasStatus,
  isFound,
  serves,
  waitForEndpoint,
  waitUntilDeleted,
  type EndpointCondition,
} from "./endpointChecks";
import { deleteEndpointConfig } from "./endpointConfig";

/** Where failures lead, by how far a deployment has come. Each has `{Error, Cause}` at `$.Failure`. */
export interface Undo {
  /** Nothing is there yet. */
  nothing: Fragment;
  /** There is a model. */
  model: Fragment;
  /** There are a model and a config. */
  config: Fragment;
  /** The endpoint was created or updated, or at least that was asked for. */
  endpoint: Fragment;
}

/** The error of an execution whose candidate has lost. It is none: such an execution succeeds. */
export const NOT_PROMOTED = "CandidateNotPromoted";

/** Makes every way back. */
export function undoDeployment(facts: DeploymentFacts, plan: DeploymentPlan): Undo {
  const failed = notifyFailure(facts);
  const nothing = plan.trial === undefined ? failed : endOfTrial(facts, failed);
  const model = removeModel(facts, nothing);
  const config = plan.trial === undefined ? removeConfig(facts, model) : removeTrial(facts, removeConfig(facts, model));
  const endpoint = choice(
    "Was there an endpoint?",
    [{ when: { Variable: "$.Previous", IsPresent: true }, then: rollBack(facts, plan, config, failed) }],
    { otherwise: removeEndpoint(facts, plan, config, failed) },
  );
  return { nothing, model, config, endpoint };
}

function removeModel(facts: DeploymentFacts, then: Fragment): Fragment {
  const target = noteLeftover("the model", "$.Model.ModelName", then);
  const removed = deleteModel(facts, "Delete new model", path("$.Model.Suffix"), [
    { target, resultPath: "$.UndoFailure" },
  ]);
  return chain(removed, then);
}

function removeConfig(facts: DeploymentFacts, then: Fragment): Fragment {
  const target = noteLeftover("the endpoint config", "$.Config.Name", then);
  const removed = deleteEndpointConfig(facts, "Delete new endpoint config", path("$.Config.Suffix"), [
    { target, resultPath: "$.UndoFailure" },
  ]);
  return chain(removed, then);
}

/** An execution whose candidate has lost has done what it was for, once everything is as it was. */
function endOfTrial(facts: DeploymentFacts, failed: Fragment): Fragment {
  const kept = notify(
    facts,
    { state: "NotifyKept", status: "kept the version in production", cause: path("$.Failure.Cause") },
    succeed("Version in production kept"),
  );
  return choice(
    "Candidate lost?",
    [{ when: { Variable: "$.Failure.Error", StringEquals: NOT_PROMOTED }, then: kept }],
    {
      otherwise: failed,
    },
  );
}

/** There is the config of a trial. */
const isTried: EndpointCondition = { Variable: "$.Trial.Name", IsPresent: true };

/** Deletes the config of a trial, when there was one. */
function removeTrial(facts: DeploymentFacts, then: Fragment): Fragment {
  const target = noteLeftover("the trial's endpoint config", "$.Trial.Name", then);
  const removed = deleteEndpointConfig(facts, "Delete trial config", path("$.Trial.Suffix"), [
    { target, resultPath: "$.UndoFailure" },
  ]);
  return choice("Was there a trial?", [{ when: isTried, then: chain(removed, then) }], { otherwise: then });
}

/** A failure to undo is told behind the one that is being undone, and does not hide it. */
function noteLeftover(what: string, name: string, then: Fragment): Fragment {
  return chain(
    pass(`Note that ${what} is left`, {
      parameters: {
        Error: path("$.Failure.Error"),
        Cause: format(
          `{} Also, ${what} {} could not be deleted: {}`,
          path("$.Failure.Cause"),
          path(name),
          path("$.UndoFailure.Cause"),
        ),
      },
      resultPath: "$.Failure",
    }),
    then,
  );
}

/** The last resort: a person has to look. The model and config stay, since the endpoint may use them. */
function needsAttention({ endpointName }: DeploymentFacts, then: Fragment): Fragment {
  return chain(
    pass("Note that the endpoint needs attention", {
      parameters: {
        Error: path("$.Failure.Error"),
        Cause: format(
          `{} Also, this could not be undone: look at the endpoint ${endpointName}.`,
          path("$.Failure.Cause"),
        ),
      },
      resultPath: "$.Failure",
    }),
    then,
  );
}

/** Has the endpoint serve its previous config again, unless it does: SageMaker itself goes back when an update fails. */
function rollBack(facts: DeploymentFacts, plan: DeploymentPlan, config: Fragment, told: Fragment): Fragment {
  const { patience } = plan;
  const attention = needsAttention(facts, told);
  const catching = { failed: attention, failurePath: "$.UndoFailure" };
  const rolledBack = waitForEndpoint(facts, {
    what: "rolled back endpoint",
    patience,
    ends: [
      { when: all(hasStatus("InService"), serves("$.Previous.Name")), then: config },
      { when: isSettled, then: attention },
    ],
    timedOut: attention,
    ...catching,
  });
  const update = chain(
    task(
      "Roll back endpoint",
      {
        api: "sagemaker:updateEndpoint",
        parameters: {
          EndpointName: facts.endpointName,
          EndpointConfigName: facts.names.again("config", path("$.Previous.Suffix")),
        },
      },
      { resultPath: null, retry: sagemakerRetry, catch: [{ target: attention, resultPath: "$.UndoFailure" }] },
    ),
    rolledBack,
  );
  return waitForEndpoint(facts, {
    what: "endpoint to roll back",
    patience,
    ends: [
      ...(plan.trial === undefined
        ? []
        : [{ when: all(isTried, hasStatus("InService"), serves("$.Trial.Name")), then: update }]),
      { when: all(hasStatus("InService"), serves("$.Config.Name")), then: update },
      // It serves its previous config, or what somebody else has deployed in the meantime.
      { when: hasStatus("InService"), then: config },
      { when: hasStatus("Failed"), then: attention },
    ],
    timedOut: attention,
    ...catching,
  });
}

const isSettled: EndpointCondition = { Or: [hasStatus("InService"), hasStatus("Failed")] as ChoiceRule[] };

/** Deletes the endpoint that was created, when it was: the request may have been refused. */
function removeEndpoint(facts: DeploymentFacts, plan: DeploymentPlan, config: Fragment, told: Fragment): Fragment {
  const { patience } = plan;
  const attention = needsAttention(facts, told);
  const catching = { failed: attention, failurePath: "$.UndoFailure" };
  const deletion = chain(
    task(
      "Delete new endpoint",
      { api: "aws-sdk:sagemaker:deleteEndpoint", parameters: { EndpointName: facts.endpointName } },
      { resultPath: null, retry: sdkRetry, catch: [{ target: attention, resultPath: "$.UndoFailure" }] },
    ),
    waitUntilDeleted(facts, { what: "deleted endpoint", patience, then: config, timedOut: attention, ...catching }),
  );
  const deleted = plan.autoscaling === undefined ? deletion : stopScaling(facts, deletion);
  const settled = waitForEndpoint(facts, {
    what: "endpoint to delete",
    patience,
    ends: [
      // Somebody else has created it in the meantime.
      { when: { Not: serves("$.Config.Name") }, then: config },
      // What is being created cannot be deleted.
      { when: isSettled, then: deleted },
    ],
    timedOut: attention,
    ...catching,
  });
  return chain(
    findEndpoint(facts, "Find new endpoint", attention, "$.UndoFailure"),
    choice("Is there a new endpoint?", [{ when: isFound, then: settled }], { otherwise: config }),
  );
}
