/** The states behind a deployment that went well: what served before is deleted, and people are told. Pure. */
import { chain, type Fragment } from "../../asl/fragment";
import { context, format, path } from "../../asl/reference";
import { choice, map, succeed } from "../../asl/states";
import { deleteModel } from "../modelSteps";
import { notify } from "../notificationSteps";
import type { DeploymentFacts } from "./deploymentFacts";
import { deleteEndpointConfig } from "./endpointConfig";

/**
 * Deletes the config at `$.Previous` and its models, when there is one, and tells of the deployment. What cannot be deleted
 * does not make the deployment fail, but is told.
 */
export function finish(facts: DeploymentFacts): Fragment {
  const { endpointName, names } = facts;
  const done = succeed("Deployed");
  const served = format(`The endpoint ${endpointName} serves the model {}.`, path("$.Model.ModelName"));
  const told = notify(facts, { state: "NotifySuccess", status: "succeeded", cause: served }, done);
  const leftover = notify(
    facts,
    {
      state: "NotifyLeftover",
      status: "succeeded, with a leftover",
      cause: format(
        `The endpoint ${endpointName} serves the model {}. What it served before could not be deleted: config {}, models {}: {}`,
        path("$.Model.ModelName"),
        path("$.Previous.Name"),
        path("$.Previous.Models"),
        path("$.UndoFailure.Cause"),
      ),
    },
    done,
  );
  const failed = [{ target: leftover, resultPath: "$.UndoFailure" }];
  const model = deleteModel(facts, "Delete previous model", names.suffixOf(path("$.Name"), "model"), []);
  const cleanedUp = chain(
    deleteEndpointConfig(facts, "Delete previous config", path("$.Previous.Suffix"), failed),
    map("Delete previous models", model, {
      itemsPath: "$.Previous.Models",
      itemSelector: { Name: context("Map.Item.Value") },
      resultPath: null,
      catch: failed,
    }),
    told,
  );
  return choice("Anything to clean up?", [{ when: { Variable: "$.Previous", IsPresent: true }, then: cleanedUp }], {
    otherwise: told,
  });
}
