/**
 * Maps each of whose iterations (or batches) is an execution of its own.
 *
 * https://docs.aws.amazon.com/step-functions/latest/dg/state-map-distributed.html
 */
import { randomUUID } from "node:crypto";
import type { Json, MapState } from "../../../asl/definition";
import { allOrNothing } from "../concurrency";
import { prepareNumber } from "../numberField";
import { StateFailure, TaskFailure } from "../failures";
import type { Execution } from "../options";
import type { Preparation } from "../preparation";
import { runExecution } from "../runExecution";
import { viewOf, type Visit } from "../visit";
import { prepareItemBatcher } from "./itemBatcher";
import type { ChildExecution } from "./childExecution";
import type { MapRun } from "./inlineMap";
import { prepareItemReader } from "./itemReader";
import { prepareItemInput, prepareItems } from "./items";
import { prepareResultWriter } from "./resultWriter";
import { type MapRunNames, nameMapRun } from "./mapRunNames";
import { prepareTolerance } from "./tolerance";

/** Child executions at a time; AWS has up to 10,000, but one machine gets nothing done sooner with more than this. */
const MOST_CHILDREN = 1_000;

/** Prepares the child executions. */
export function prepareDistributedMap(
  preparation: Preparation,
  state: MapState,
  processor: NonNullable<MapState["ItemProcessor"]>,
): MapRun {
  const items = state.ItemReader
    ? prepareItemReader(preparation, state.ItemReader)
    : prepareItems(preparation, state, true);
  const itemInput = prepareItemInput(preparation, state);
  const batches = prepareItemBatcher(preparation, state.ItemBatcher);
  const tolerance = prepareTolerance(preparation, state);
  const writeResults = prepareResultWriter(preparation, state.ResultWriter);
  const maxConcurrency = prepareNumber(preparation, state, "MaxConcurrency", { least: 0 });
  const graph = preparation.graph(processor);
  const type = processor.ProcessorConfig?.ExecutionType ?? "STANDARD";

  return async (visit, input) => {
    const { frame } = visit;
    const names = nameMapRun(frame.context, state.Label);
    const most = await maxConcurrency(viewOf(visit, input));
    // Map state started and succeeded, map run started and succeeded.
    frame.history.add(4);
    const found = await items(visit, input);
    const inputs: Json[] = [];
    for (const [index, item] of found.entries()) inputs.push(await itemInput(visit, input, item, index));
    const work = await batches(visit, input, inputs);
    const failures = await tolerance(visit, input, found.length);
    await announce(visit, names);
    const children = await allOrNothing(
      work,
      Math.min(most || MOST_CHILDREN, MOST_CHILDREN),
      frame.signal,
      async (batch, index, signal) => {
        const child = await runChild(visit, names, batch.input, signal, index);
        if (child.execution.status !== "SUCCEEDED") failures.count(batch.items);
        return child;
      },
    );
    return writeResults(visit, input, names, children);
  };

  async function announce({ name, frame }: Visit, names: MapRunNames): Promise<void> {
    try {
      await frame.world.onMapRun?.(name, names);
    } catch (error) {
      if (error instanceof TaskFailure) throw new StateFailure(error.name, error.message);
      throw error;
    }
  }

  async function runChild(
    { frame }: Visit,
    names: MapRunNames,
    input: Json,
    signal: AbortSignal,
    index: number,
  ): Promise<ChildExecution> {
    const { world } = frame;
    const name = randomUUID();
    const arn = `${names.executionPrefix}:${name}`;
    const { RoleArn } = frame.context["Execution"] as { RoleArn: string };
    const startDate = new Date(world.clock.now()).toISOString();
    const execution: Execution = await runExecution(graph, input, {
      ...{ world, type, signal, index },
      context: {
        Execution: { Id: arn, Name: name, RoleArn, RedriveCount: 0 },
        StateMachine: { Id: names.stateMachineArn, Name: names.stateMachineName },
      },
    });
    return { name, arn, input, execution, startDate, stopDate: new Date(world.clock.now()).toISOString() };
  }
}
