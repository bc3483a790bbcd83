/** Which pipelines of a run have to wait for others: what deploys models waits for what registers them. */
import type { Json } from "../../asl/definition";
import { requestOf } from "../../asl/parameterValue";
import { walkStates } from "../../asl/walk";
import type { LocalPipeline } from "./pipelines";

/**
 * Runs each pipeline as soon as those are done that register versions in the model package group that it takes its own from.
 * On AWS the approval of a version starts a deployment; a local run has no approvals, and begins all pipelines at once.
 *
 * @returns what `run` gives of each, in the order of the pipelines
 */
export function runInOrder<Result>(
  pipelines: readonly LocalPipeline[],
  run: (pipeline: LocalPipeline) => Promise<Result>,
): Promise<Result>[] {
  const running = new Map<LocalPipeline, Promise<Result>>();
  const start = (pipeline: LocalPipeline): Promise<Result> => {
    const known = running.get(pipeline);
    if (known) return known;
    const before = pipelines.filter((other) => other !== pipeline && registersFor(other, pipeline)).map(start);
    // One that fails is a result of its own: what waited for it begins all the same, and finds nothing.
    const result = Promise.allSettled(before).then(() => run(pipeline));
    running.set(pipeline, result);
    return result;
  };
  return pipelines.map(start);
}

/** Whether one pipeline registers versions in a group that the other one reads, and only reads. */
function registersFor(one: LocalPipeline, other: LocalPipeline): boolean {
  const registered = groupsIn(one, "createModelPackage");
  const own = groupsIn(other, "createModelPackage");
  return groupsIn(other, "listModelPackages").some((group) => registered.includes(group) && !own.includes(group));
}

/** The model package groups that a machine's tasks name for an API. */
function groupsIn({ machine }: LocalPipeline, operation: string): string[] {
  return Array.from(walkStates(machine.definition)).flatMap(({ state }) => {
    if (state.Type !== "Task" || !state.Resource.endsWith(`:aws-sdk:sagemaker:${operation}`)) return [];
    const { ModelPackageGroupName: group } = Object(requestOf(state)) as Record<string, Json>;
    return typeof group === "string" ? [group] : [];
  });
}
