/** The definition of ModelDeploymentPipeline. Pure: plain values in, a definition out. */
import type { StateMachineDefinition } from "../../asl/definition";
import { chain, define } from "../../asl/fragment";
import { context, path } from "../../asl/reference";
import { pass } from "../../asl/states";
import { createModel, type ModelStep } from "../modelSteps";
import { findApprovedModel } from "./approvedModel";
import { smokeTestAsynchronousEndpoint } from "./asynchronousSmokeTest";
import { scaleEndpoint } from "./autoscaling";
import { finish } from "./cleanUp";
import { deployEndpoint } from "./deployEndpoint";
import type { DeploymentFacts, DeploymentPlan, ModelSource } from "./deploymentFacts";
import { createEndpointConfig } from "./endpointConfig";
import { servingEnvironment, trainScript } from "./scriptTraining";
import { smokeTestEndpoint } from "./smokeTest";
import { undoDeployment } from "./undo";

/** Train (or find approved model) -> save model -> create config -> create or update endpoint -> smoke test -> clean up -> notify. */
export function deploymentDefinition(facts: DeploymentFacts, plan: DeploymentPlan): StateMachineDefinition {
  const { source, autoscaling, asynchronous } = plan;
  const undo = undoDeployment(facts, plan);
  const finished = finish(facts, plan);
  const scaled =
    autoscaling === undefined
      ? finished
      : chain(scaleEndpoint(facts, autoscaling, [{ target: undo.endpoint }]), finished);
  const tested =
    asynchronous === undefined
      ? smokeTestEndpoint(facts, plan.smokeTest, undo.endpoint, scaled)
      : smokeTestAsynchronousEndpoint(facts, plan, asynchronous, undo.endpoint, scaled);
  const deployed = chain(
    createModel(facts, modelOf(facts, source), {
      name: "Save model",
      resultPath: "$.Model",
      catch: [{ target: undo.nothing }],
    }),
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
  const modelled =
    "modelPackageGroup" in source
      ? findApprovedModel(facts, source.modelPackageGroup, undo.nothing, deployed)
      : trainScript(facts, source, undo.nothing, deployed);
  return define(chain(begun, modelled), {
    comment: "Deploys a model to an endpoint, tests it there, and rolls back what fails",
    partition: facts.partition,
  });
}

function modelOf(facts: DeploymentFacts, source: ModelSource): ModelStep {
  if ("modelPackageGroup" in source) return { modelPackage: path("$.Package.Arn") };
  return {
    image: source.image,
    modelDataUrl: path("$.Training.ModelArtifacts.S3ModelArtifacts"),
    environment: servingEnvironment(facts, source),
  };
}
