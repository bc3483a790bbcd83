/** The definition of ModelDeploymentPipeline. Pure: plain values in, a definition out. */
import type { StateMachineDefinition } from "../../asl/definition";
import { chain, define } from "../../asl/fragment";
import { context, path } from "../../asl/reference";
import { pass } from "../../asl/states";
import { createModel } from "../modelSteps";
import { finish } from "./cleanUp";
import { deployEndpoint } from "./deployEndpoint";
import type { DeploymentFacts, DeploymentPlan } from "./deploymentFacts";
import { createEndpointConfig } from "./endpointConfig";
import { servingEnvironment, trainScript } from "./scriptTraining";
import { smokeTestEndpoint } from "./smokeTest";
import { undoDeployment } from "./undo";

/** Train -> save model -> create config -> create or update endpoint -> smoke test -> clean up -> notify. */
export function deploymentDefinition(facts: DeploymentFacts, plan: DeploymentPlan): StateMachineDefinition {
  const { training } = plan;
  const undo = undoDeployment(facts, plan);
  const tested = smokeTestEndpoint(facts, plan.smokeTest, undo.endpoint, finish(facts));
  const deployed = chain(
    createModel(
      facts,
      {
        image: training.image,
        modelDataUrl: path("$.Training.ModelArtifacts.S3ModelArtifacts"),
        environment: servingEnvironment(facts, training),
      },
      { name: "Save model", resultPath: "$.Model", catch: [{ target: undo.nothing }] },
    ),
    createEndpointConfig(facts, plan, undo.model),
    deployEndpoint(facts, plan, undo, tested),
  );
  // What the execution was given is kept apart from what its states leave.
  const begun = pass("Begin deployment", {
    parameters: {
      Run: {
        Name: context("Execution.Name"),
        Arn: context("Execution.Id"),
        StartTime: context("Execution.StartTime"),
      },
      Input: path("$"),
    },
  });
  return define(chain(begun, trainScript(facts, training, undo.nothing, deployed)), {
    comment: "Trains a model, deploys it to an endpoint, tests it, and rolls back what fails",
    partition: facts.partition,
  });
}
