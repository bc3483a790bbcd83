/**
 * What an asynchronous endpoint does with its model's role beside writing answers: it reads requests from S3 and tells
 * topics of each answer or failure.
 *
 * Source: https://docs.aws.amazon.com/sagemaker/latest/dg/async-inference-create-endpoint-prerequisites.html
 */
import type { Constants } from "../asl/known/known";
import { asPattern, requestOf, valuesAt } from "../asl/parameterValue";
import { walkStates } from "../asl/walk";
import { parseS3Uri, regionalArn } from "./arn";
import { type Derivation, joined, refusal } from "./derivation";
import type { Environment } from "./document";
import { integrationTask } from "./expandPermission";
import type { JobNeed } from "./jobNeed";
import { type JobRequest, textsAt } from "./jobsOf";
import { storageStatements } from "./jobStorage";
import { sourceOf } from "./openness";

const SOURCE = "https://docs.aws.amazon.com/sagemaker/latest/dg/async-inference-create-endpoint-prerequisites.html";

/** The topics of an endpoint config. */
export function notificationNeeds(job: JobRequest, environment: Environment): JobNeed[] {
  if (job.access.kind !== "endpoint") return [];
  const topics = textsAt(
    job,
    ["SuccessTopic", "ErrorTopic"].map((topic) => `AsyncInferenceConfig.OutputConfig.NotificationConfig.${topic}`),
  );
  if (topics.length === 0) return [];
  return [
    {
      actions: ["sns:Publish"],
      resources: topics.map((topic) => (topic === "*" ? regionalArn(environment, "sns", "*") : topic)),
      wide: "nothing is known of the name before the state runs",
      source: SOURCE,
    },
  ];
}

/** Reading what a definition's `invokeEndpointAsync` states send; a place that comes from the input has to be declared. */
export function asyncInputs(
  definition: unknown,
  constants: Constants,
  environment: Environment,
  isDeclared: boolean,
): Derivation {
  return joined(
    [...walkStates(definition)].flatMap(({ state, path }) => {
      if (state.Type !== "Task") return [];
      const request = requestOf(state);
      const api = integrationTask(state.Resource, request)?.integration.api;
      if (api !== "aws-sdk:sagemakerruntime:invokeEndpointAsync") return [];
      const at = `${path}.${state.Arguments === undefined ? "Parameters" : "Arguments"}.InputLocation`;
      return valuesAt(request, "InputLocation", constants).map((value) => {
        const location = parseS3Uri(asPattern(value));
        if (location !== undefined) {
          const statements = storageStatements({ reads: [], objects: [location], writes: [] }, environment);
          const notes = statements
            .flatMap(({ Resource }) => Resource)
            .filter((resource) => resource.includes("*"))
            .map((resource) => ({ path: at, resource, reason: `the object's key is part of ${sourceOf(value)}` }));
          return { statements, notes, problems: [] };
        }
        if (isDeclared) return joined([]);
        const message = `the place in S3 comes from ${sourceOf(value)}; write it as an S3 URI, or say where it is with "reads": ["s3://…"]`;
        return refusal(at, message);
      });
    }),
  );
}
