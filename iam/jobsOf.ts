/** The SageMaker jobs, models and endpoints of a definition, each with the role that it runs with. */
import type { JobAccess } from "../asl/catalogue/integration";
import type { Json } from "../asl/definition";
import { type Constants, NO_CONSTANTS } from "../asl/known/known";
import { asPattern, type ParameterValue, requestOf, valuesAt } from "../asl/parameterValue";
import { walkStates } from "../asl/walk";
import { integrationTask } from "./expandPermission";
import { matchesPattern } from "./wildcards";

/** A job (or model) in a definition or about to run: its row's access rules, and what is sent. */
export interface JobRequest {
  access: JobAccess;
  /** What `access`' paths are read from: what is sent, or one of the job definitions in it. */
  request: Json;
  /** The job's name; that of the tuning job for the training jobs that it starts. */
  name?: ParameterValue;
  /** The images of the model that a transform job or an endpoint runs; elsewhere they stand in the request. */
  modelImages?: string[];
  /** Endpoints that run this configuration; their names are in those of their log groups. */
  endpointNames?: string[];
  constants?: Constants;
}

/** A job and where it is written. */
export interface JobInDefinition extends JobRequest {
  /** `States.Train model`. */
  path: string;
  /** Where its parameters are: `States.Tune.Parameters.TrainingJobDefinition`. */
  at: string;
}

/** One job for each definition in a request; a request that holds none is one itself. */
export function jobsIn(
  access: JobAccess,
  request: Json,
  at: string,
  constants = NO_CONSTANTS,
): (JobRequest & { at: string })[] {
  const [name] = valuesAt(request, access.name, constants);
  const common = { access, constants, ...(name && { name }) };
  if (access.definitions === undefined) return [{ ...common, request, at }];
  return access.definitions
    .flatMap((path) => valuesAt(request, path, constants))
    .map((value) => ({
      ...common,
      request: value.kind === "literal" ? value.value : "{% $states.input %}",
      at: `${at}.${value.at}`,
    }));
}

/** Every job, model and endpoint configuration of a definition. */
export function jobsOf(definition: unknown, constants: Constants): JobInDefinition[] {
  return [...walkStates(definition)].flatMap(({ state, path }) => {
    if (state.Type !== "Task") return [];
    const request = requestOf(state);
    const access = integrationTask(state.Resource, request)?.integration.job;
    const at = `${path}.${state.Arguments === undefined ? "Parameters" : "Arguments"}`;
    return access === undefined ? [] : jobsIn(access, request, at, constants).map((job) => ({ ...job, path }));
  });
}

/** The jobs that run with a role. Transform jobs and endpoints run with that of their model. */
export function jobsOfRole(all: readonly JobInDefinition[], role: string, endpointNames: string[]): JobInDefinition[] {
  const own = all.filter((job) => rolesOf(job).some((value) => matchesPattern(asPattern(value), role)));
  const models = own.filter(({ access }) => access.kind === "model");
  if (models.length === 0) return own;
  const modelImages = models.flatMap(({ access, request, constants }) =>
    access.images.flatMap((path) => valuesAt(request, path, constants)).map(asPattern),
  );
  const ofModels = all.filter((job) => isOfModel(job) && !own.includes(job));
  return [...own, ...ofModels.map((job) => ({ ...job, modelImages, endpointNames }))];
}

/** The texts at a job's paths, with `*` for what is not known. */
export function textsAt({ request, constants }: JobRequest, paths: readonly string[]): string[] {
  return paths.flatMap((path) => valuesAt(request, path, constants)).map(asPattern);
}

/** The role that a job names, with its alternatives. */
export function rolesOf({ access, request, constants }: JobRequest): ParameterValue[] {
  return access.role === undefined ? [] : valuesAt(request, access.role, constants);
}

function isOfModel(job: JobRequest): boolean {
  return job.access.kind === "transform" || (job.access.kind === "endpoint" && rolesOf(job).length === 0);
}

/** Names, with `*` for what is not known, of the endpoints that a definition creates or moves to another configuration. */
export function endpointNamesOf(definition: unknown, constants: Constants): string[] {
  return [...walkStates(definition)].flatMap(({ state }) => {
    if (state.Type !== "Task") return [];
    const request = requestOf(state);
    const api = integrationTask(state.Resource, request)?.integration.api;
    if (api !== "sagemaker:createEndpoint" && api !== "sagemaker:updateEndpoint") return [];
    return valuesAt(request, "EndpointName", constants).map(asPattern);
  });
}
