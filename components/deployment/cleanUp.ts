/** The states behind a deployment that went well: what served before is deleted, and people are told. Pure. */
import { chain, type Fragment } from "../../asl/fragment";
import { context, format, path, type Reference } from "../../asl/reference";
import { choice, map, succeed } from "../../asl/states";
import { deleteModel } from "../modelSteps";
import { notify } from "../notificationSteps";
import type { DeploymentFacts, DeploymentPlan, Trial } from "./deploymentFacts";
import { deleteEndpointConfig } from "./endpointConfig";

/**
 * Deletes the config at `$.Previous` and its models, when there is one, and tells of the deployment. What cannot be deleted
 * does not make the deployment fail, but is told.
 */
export function finish(facts: DeploymentFacts, { trial }: DeploymentPlan): Fragment {
  const { endpointName, names } = facts;
  const done = succeed("Deployed");
  const served = format(`The endpoint ${endpointName} serves the model {}.`, path("$.Model.ModelName"));
  const told = notify(facts, { state: "NotifySuccess", status: "succeeded", cause: served }, done);
  const leftover = notify(
    facts,
    { state: "NotifyLeftover", status: "succeeded, with a leftover", cause: leftoverCause(facts, trial) },
    done,
  );
  const failed = [{ target: leftover, resultPath: "$.UndoFailure" }];
  const model = deleteModel(facts, "Delete previous model", names.suffixOf(path("$.Name"), "model"), []);
  const previous = chain(
    deleteEndpointConfig(facts, "Delete previous config", path("$.Previous.Suffix"), failed),
    map("Delete previous models", model, {
      itemsPath: "$.Previous.Models",
      itemSelector: { Name: context("Map.Item.Value") },
      resultPath: null,
      catch: failed,
    }),
    told,
  );
  const isUpdate = { Variable: "$.Previous", IsPresent: true };
  const hadTrial = { Variable: "$.Trial", IsPresent: true };
  const branch =
    trial === undefined
      ? { when: isUpdate, then: previous }
      : {
          when: { And: [isUpdate, hadTrial] },
          then: chain(deleteEndpointConfig(facts, "Delete config of trial", path("$.Trial.Suffix"), failed), previous),
        };
  return choice("Anything to clean up?", [branch], { otherwise: told });
}

function leftoverCause({ endpointName }: DeploymentFacts, trial: Trial | undefined): Reference {
  const served = `The endpoint ${endpointName} serves the model {}.`;
  const left = [path("$.Previous.Models"), path("$.UndoFailure.Cause")];
  const [model, config] = [path("$.Model.ModelName"), path("$.Previous.Name")];
  if (trial === undefined) {
    const cause = `${served} What it served before could not be deleted: config {}, models {}: {}`;
    return format(cause, model, config, ...left);
  }
  const cause = `${served} Not all of what it served before could be deleted: configs {} and {}, models {}: {}`;
  return format(cause, model, path("$.Trial.Name"), config, ...left);
}
