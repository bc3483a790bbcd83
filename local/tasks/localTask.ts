/** What a service integration does in a local run. */
import type { Json, JsonObject } from "../../asl/definition";
import type { TaskScope } from "./scope";

/**
 * Does a task's work and gives its result.
 *
 * @throws {ServiceError} what the service answers; TaskFailure an error of another kind that the definition may catch
 */
export type LocalTask = (request: JsonObject, scope: TaskScope) => Promise<Json>;
