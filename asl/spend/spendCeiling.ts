/** The most that one execution of a state machine can use of SageMaker's instances. Pure: no AWS, no prices of its own. */
import type { MapState, ParallelState, Retrier, StateGraph } from "../definition";
import { constantVariables } from "../known/constantVariables";
import type { Constants } from "../known/known";
import { walkGraphs, type VisitedGraph, type VisitedState } from "../walk";
import { greatestOf, longestRun, possibleTexts } from "./bounds";
import { isObject } from "../check/value";
import { computeTaskOf, type ComputeTask, groupsOf } from "./compute";
import { parseIntegration } from "../resource";
import { mostExpensiveWay } from "./mostExpensiveWay";
import { valuesAt } from "../parameterValue";

/** What the caller knows. */
export interface SpendOptions {
  /** Price of one instance-hour by instance type, in any one currency. `*` in a type stands for any text. */
  prices?: Readonly<Record<string, number>>;
  /** Items that a Map goes through where the definition does not say; without it such a Map has no bound. */
  mapItems?: number;
}

/** What a state adds, all its attempts and all the rounds of the Maps around it taken together. */
export interface StateSpend {
  /** `States.Train model`. */
  path: string;
  instanceHours: number;
  /** Absent without prices. */
  money?: number;
}

/** Why there is no bound. */
export interface Unbounded {
  path: string;
  /** `a transform job has no limit of its own`. */
  reason: string;
  /** `server`: it runs on after the execution, until someone deletes it. */
  cause: "runtime" | "count" | "map" | "loop" | "execution" | "server" | "price";
}

/** The ceiling of one execution. */
export interface SpendCeiling {
  /** Of the most expensive way through the definition; without what is in `unbounded`. */
  instanceHours: number;
  /** In the prices' currency; absent without prices. */
  money?: number;
  /** What each state adds when it runs, whether or not the most expensive way leads through it. */
  byState: StateSpend[];
  /** Empty when the ceiling holds. */
  unbounded: Unbounded[];
}

interface Cost {
  hours: number;
  money: number;
}

/**
 * How much one execution can use at most: instances x longest runtime x attempts x items of Maps; of a Choice the most
 * expensive branch, of a Parallel all of them. Counts training, tuning, processing and transform jobs.
 *
 * A retry counts as a whole job, as a job that was running when it failed was paid for. A `.sync` task that times out
 * stops its job, so TimeoutSeconds bounds it too. Sources:
 * https://docs.aws.amazon.com/step-functions/latest/dg/connect-sagemaker.html,
 * https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html
 *
 * @param definition anything; what is no definition costs nothing
 * @example spendCeiling(definition, { prices: { "ml.m5.xlarge": 0.23 } }).money
 */
export function spendCeiling(definition: unknown, options: SpendOptions = {}): SpendCeiling {
  const constants = constantVariables(definition);
  const unbounded: Unbounded[] = [];
  const byState: StateSpend[] = [];
  const totals = new Map<StateGraph, Cost>();
  const own = new Map<object, Cost>();
  // Inner graphs come after the graphs around them: from the last to the first each finds those inside it done.
  const graphs = [...walkGraphs(definition)].reverse();
  for (const { graph, prefix, parent } of graphs) {
    const costs = new Map<string, Cost>();
    for (const [name, state] of Object.entries(graph.States)) {
      if (!isObject(state)) continue;
      const visited = { name, state, path: `${prefix}States.${name}`, graph, ...(parent && { parent }) };
      const cost = stateCost(visited, totals, constants, options, unbounded);
      if (cost.hours > 0) own.set(state, cost);
      costs.set(name, cost);
    }
    const { total, loops } = mostExpensiveWay(graph, costs);
    for (const name of loops) {
      const path = `${prefix}States.${name}`;
      unbounded.push({ path, cause: "loop", reason: "it is in a loop, and nothing says how often that runs" });
    }
    totals.set(graph, total);
  }
  const [top] = graphs.slice(-1);
  const total = (top && totals.get(top.graph)) ?? { hours: 0, money: 0 };
  for (const visited of graphs.reverse()) byState.push(...spendOf(visited, own, options));
  const money = options.prices === undefined ? {} : { money: total.money };
  return { instanceHours: total.hours, ...money, byState, unbounded };
}

/** The Tasks of a graph with what they add, the rounds of the Maps around them counted. */
function spendOf(
  { graph, prefix, parent }: VisitedGraph,
  own: ReadonlyMap<object, Cost>,
  options: SpendOptions,
): StateSpend[] {
  let rounds = 1;
  for (let holder = parent; holder !== undefined; holder = holder.parent) {
    rounds *= attemptsOf(holder) * (holder.state.Type === "Map" ? (mapWidth(holder.state, options) ?? 1) : 1);
  }
  return Object.entries(graph.States).flatMap(([name, state]) => {
    const cost = own.get(state);
    if (cost === undefined || state.Type !== "Task") return [];
    const money = options.prices === undefined ? {} : { money: cost.money * rounds };
    return [{ path: `${prefix}States.${name}`, instanceHours: cost.hours * rounds, ...money }];
  });
}

function stateCost(
  visited: VisitedState,
  totals: ReadonlyMap<StateGraph, Cost>,
  constants: Constants,
  options: SpendOptions,
  unbounded: Unbounded[],
): Cost {
  const { state, path } = visited;
  const attempts = attemptsOf(visited);
  if (state.Type === "Task") {
    const task = computeTaskOf(visited);
    if (task !== undefined) return taskCost(task, attempts, constants, options, unbounded);
    if (parseIntegration(state.Resource)?.api === "states:startExecution") {
      const reason = "it starts an execution of a state machine that is not seen here";
      unbounded.push({ path, cause: "execution", reason });
    }
    return NOTHING;
  }
  if (state.Type === "Parallel") {
    return times(sum(graphsOf(state).map((graph) => totals.get(graph) ?? NOTHING)), attempts);
  }
  if (state.Type !== "Map") return NOTHING;
  const round = sum(processorsOf(state).map((graph) => totals.get(graph) ?? NOTHING));
  if (round.hours === 0) return NOTHING;
  const width = mapWidth(state, options);
  if (width === undefined) {
    unbounded.push({ path, cause: "map", reason: "nothing says how many items it goes through" });
  }
  return times(round, attempts * (width ?? 1));
}

function taskCost(
  task: ComputeTask,
  attempts: number,
  constants: Constants,
  options: SpendOptions,
  unbounded: Unbounded[],
): Cost {
  const { visited, compute, api, request } = task;
  const { path } = visited;
  const groups = groupsOf(task, constants);
  if (compute.kind === "server") {
    if (groups.length > 0) {
      unbounded.push({ path, cause: "server", reason: `what ${api} makes runs until it is deleted` });
    }
    return NOTHING;
  }
  const seconds = longestRun(task, constants);
  if (seconds === undefined) {
    const help =
      task.pattern === "sync" ? "give the state TimeoutSeconds" : "wait for it with .sync and TimeoutSeconds";
    unbounded.push({ path, cause: "runtime", reason: `nothing bounds how long the job runs; ${help}` });
    return NOTHING;
  }
  const jobs = compute.jobs === undefined ? 1 : greatestOf(valuesAt(request, compute.jobs, constants), visited);
  if (jobs === undefined) {
    unbounded.push({ path, cause: "count", reason: "nothing bounds how many training jobs the tuning job starts" });
    return NOTHING;
  }
  const costs = groups.flatMap(({ types, counts }) => {
    if (types.length === 0) return [];
    const count = counts.length === 0 ? 1 : greatestOf(counts, visited);
    if (count === undefined) {
      unbounded.push({ path, cause: "count", reason: "nothing bounds how many instances the job uses" });
      return [];
    }
    const hours = (count * seconds) / SECONDS_PER_HOUR;
    const price =
      options.prices &&
      priceOf(
        types.flatMap((type) => possibleTexts(type, visited) ?? ["*"]),
        options.prices,
      );
    if (options.prices !== undefined && price === undefined) {
      unbounded.push({ path, cause: "price", reason: "the prices do not have every instance type that it may use" });
    }
    return [{ hours, money: hours * (price ?? 0) }];
  });
  return times(sum(costs), attempts * jobs);
}

const SECONDS_PER_HOUR = 3600;
const NOTHING: Cost = { hours: 0, money: 0 };

/** The highest price among instance types; undefined when one has none. */
function priceOf(types: readonly string[], prices: Readonly<Record<string, number>>): number | undefined {
  const found = types.map((type) => prices[type]);
  return found.every((price) => price !== undefined) ? Math.max(...found) : undefined;
}

/** How often a state may run: once, and once more for each retry of each retrier. Three when a retrier does not say. */
function attemptsOf({ state }: VisitedState): number {
  const { Retry } = state as { Retry?: unknown };
  if (!Array.isArray(Retry)) return 1;
  return Retry.filter((retrier): retrier is Partial<Retrier> => isObject(retrier)).reduce(
    (total, { MaxAttempts }) => total + (typeof MaxAttempts === "number" ? MaxAttempts : 3),
    1,
  );
}

/** Items of a Map: written in the definition, limited by its reader, or what the caller says. */
function mapWidth({ Items, ItemReader }: MapState, { mapItems }: SpendOptions): number | undefined {
  if (Array.isArray(Items)) return Items.length;
  const reader = ItemReader as { ReaderConfig?: { MaxItems?: unknown } } | undefined;
  const most = reader?.ReaderConfig?.MaxItems;
  return typeof most === "number" ? most : mapItems;
}

function graphsOf({ Branches }: ParallelState): StateGraph[] {
  return Array.isArray(Branches) ? Branches : [];
}

function processorsOf({ ItemProcessor, Iterator }: MapState): StateGraph[] {
  return [ItemProcessor, Iterator].filter((graph) => graph !== undefined);
}

function sum(costs: readonly Cost[]): Cost {
  return costs.reduce(
    (total, { hours, money }) => ({ hours: total.hours + hours, money: total.money + money }),
    NOTHING,
  );
}

function times({ hours, money }: Cost, factor: number): Cost {
  return { hours: hours * factor, money: money * factor };
}
