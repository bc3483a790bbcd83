/** Which API a Task calls, and how it is waited for. */
import type { JsonObject } from "../../../asl/definition";
import { each, type Mutation, type Operator } from "../mutation";
import { asObject, statesOf, type TaskSite, tasks, textOf } from "../sites";
import { misspell, set } from "./edits";

const operator = (name: string, breaks: string, mutate: Operator["mutate"]): Operator => ({
  name,
  class: "API",
  breaks,
  mutate,
});

/** Gives Tasks another Resource; undefined where there is nothing to break. */
const resource = (change: (site: TaskSite, resource: string) => string | undefined) =>
  each(tasks, (site) => {
    const text = change(site, textOf(site.state.Resource));
    return text === undefined ? undefined : set(site.state, site.path, "Resource", text);
  });

/** Puts another pattern behind the APIs that match. */
const pattern = (apis: RegExp, suffix: string) =>
  resource(({ api }) => (apis.test(api) ? `arn:aws:states:::${api}${suffix}` : undefined));

const isSdk = (api: string) => api.startsWith("aws-sdk:");
const serviceOf = (api: string) => api.split(":").slice(0, -1).join(":");
const actionOf = (api: string) => api.split(":").at(-1) ?? "";

/** The same definition as an Express state machine, one mutation for each Task whose Resource matches. */
function asExpress(wanted: RegExp): Operator["mutate"] {
  return ({ type, definition }) =>
    type === "EXPRESS"
      ? []
      : tasks(definition)
          .filter(({ state, maps }) => maps.length === 0 && wanted.test(textOf(state.Resource)))
          .map(({ path }): Mutation => ({
            definition: structuredClone(definition),
            type: "EXPRESS",
            path: `${path}.Resource`,
          }));
}

/** Every Map whose items run as executions of their own. */
function distributedMaps(definition: JsonObject) {
  return statesOf("Map")(definition).flatMap((site) => {
    const config = asObject(asObject(site.state.ItemProcessor)?.ProcessorConfig);
    return config?.Mode === "DISTRIBUTED" ? [{ ...site, config }] : [];
  });
}

/** Operators on `Resource`. */
export const apiOperators: Operator[] = [
  operator(
    "api-misspelt",
    "An optimized integration's API is misspelt",
    resource(({ api }, text) => (isSdk(api) ? undefined : text.replace(actionOf(api), misspell(actionOf(api))))),
  ),
  operator(
    "api-plural",
    "A SageMaker API with an s too many",
    resource(({ api }, text) => (api.startsWith("sagemaker:") ? text.replace(api, `${api}s`) : undefined)),
  ),
  operator(
    "api-not-optimized",
    "A SageMaker API that only the SDK integration offers",
    resource(({ api }) =>
      api.startsWith("sagemaker:") ? "arn:aws:states:::sagemaker:describeTrainingJob" : undefined,
    ),
  ),
  operator(
    "service-misspelt",
    "A service is misspelt",
    resource(({ api }, text) =>
      isSdk(api) ? undefined : text.replace(`:::${serviceOf(api)}:`, `:::${misspell(serviceOf(api))}:`),
    ),
  ),
  operator(
    "sync-of-model",
    "Waiting for the end of what has no end",
    pattern(/^sagemaker:(createModel|\w*[eE]ndpoint\w*)$/, ".sync"),
  ),
  operator(
    "sync-of-message",
    "Waiting for the end of a message or a call",
    pattern(/^(lambda|sns|sqs|events|dynamodb):/, ".sync"),
  ),
  operator("sync2-of-sagemaker", "`.sync:2` of SageMaker", pattern(/^sagemaker:create\w+Job$/, ".sync:2")),
  operator("token-of-sagemaker", "Waiting for an answer from SageMaker", pattern(/^sagemaker:/, ".waitForTaskToken")),
  operator(
    "token-of-item",
    "Waiting for an answer from a table or a query",
    pattern(/^(dynamodb|athena|glue|batch):/, ".waitForTaskToken"),
  ),
  operator("sync-of-sdk", "Waiting for the end of an SDK call", pattern(/^aws-sdk:/, ".sync")),
  operator(
    "pattern-misspelt",
    "`.synch`",
    resource((_site, text) => (text.endsWith(".sync") ? `${text}h` : undefined)),
  ),
  operator(
    "token-misspelt",
    "`.waitForTasktoken`",
    resource((_site, text) =>
      text.endsWith(".waitForTaskToken") ? text.replace("TaskToken", "Tasktoken") : undefined,
    ),
  ),
  operator("sync-in-express", "Waiting for a job in an Express state machine", asExpress(/\.sync(:2)?$/)),
  operator("token-in-express", "Waiting for an answer in an Express state machine", asExpress(/\.waitForTaskToken$/)),
  operator("sync-in-express-child", "Waiting for a job in the Express executions of a Distributed Map", (subject) =>
    each(distributedMaps, ({ path, config, state }) => {
      if (config.ExecutionType !== "STANDARD" || !JSON.stringify(state).includes(".sync")) return undefined;
      config.ExecutionType = "EXPRESS";
      return path;
    })(subject),
  ),
  operator("distributed-in-express", "A Distributed Map in an Express state machine", ({ type, definition }) =>
    type === "EXPRESS"
      ? []
      : distributedMaps(definition).map(({ path }) => ({
          definition: structuredClone(definition),
          type: "EXPRESS",
          path,
        })),
  ),
  operator(
    "token-not-sent",
    "A task waits for an answer that nobody can give, since the token is not sent",
    each(tasks, ({ state, request, requestPath }) => {
      if (!textOf(state.Resource).endsWith(".waitForTaskToken")) return undefined;
      for (const field of ["MessageBody", "Payload"]) {
        const body = asObject(request[field]);
        if (body !== undefined) Reflect.deleteProperty(body, "Token.$");
      }
      return requestPath;
    }),
  ),
  operator(
    "sdk-service-unknown",
    "An SDK integration of a service that there is not",
    resource(({ api }, text) => (isSdk(api) ? text.replace(serviceOf(api), misspell(serviceOf(api))) : undefined)),
  ),
  operator(
    "sdk-action-unknown",
    "An SDK integration of an action that the service has not",
    resource(({ api }, text) => (isSdk(api) ? text.replace(actionOf(api), misspell(actionOf(api))) : undefined)),
  ),
  operator(
    "sdk-action-of-other",
    "An SDK integration of another service's action",
    resource(({ api }) => (isSdk(api) ? `arn:aws:states:::${serviceOf(api)}:describeStacks` : undefined)),
  ),
  operator(
    "arn-colons",
    "An ARN with too few colons",
    resource((_site, text) => text.replace(":::", ":")),
  ),
  operator(
    "arn-service",
    "An ARN of `state`",
    resource((_site, text) => text.replace(":states:", ":state:")),
  ),
  operator(
    "arn-absent",
    "The API alone in place of its ARN",
    resource(({ api }) => api),
  ),
];
