/** The most expensive way through one graph of states. */
import { isObject } from "../check/value";
import type { StateGraph } from "../definition";

interface Cost {
  hours: number;
  money: number;
}

/** What the most expensive way costs, and the states that cost something and may run any number of times. */
interface Way {
  total: Cost;
  loops: string[];
}

/**
 * Follows Next, Default, Choices and Catch from StartAt. Hours and money are each the most of any way: a short way with
 * expensive instances and a long one with cheap ones may both be the worst. A state in a loop counts once.
 */
export function mostExpensiveWay(graph: StateGraph, costs: ReadonlyMap<string, Cost>): Way {
  const order = afterSuccessors(graph);
  const place = new Map(order.map((name, index) => [name, index]));
  const best = new Map<string, Cost>();
  const loops: string[] = [];
  for (const name of order) {
    const after: Cost = { hours: 0, money: 0 };
    for (const next of successors(graph, name)) {
      const { hours, money } = best.get(next) ?? { hours: 0, money: 0 };
      after.hours = Math.max(after.hours, hours);
      after.money = Math.max(after.money, money);
    }
    const own = costs.get(name) ?? { hours: 0, money: 0 };
    best.set(name, { hours: own.hours + after.hours, money: own.money + after.money });
    if (own.hours > 0 && comesBack(graph, name, place)) loops.push(name);
  }
  return { total: best.get(graph.StartAt) ?? { hours: 0, money: 0 }, loops };
}

/** States that can be reached, each behind all that come after it, as far as loops allow. Needs no call stack. */
function afterSuccessors(graph: StateGraph): string[] {
  const order: string[] = [];
  const seen = new Set<string>([graph.StartAt]);
  const waiting = [{ name: graph.StartAt, left: successors(graph, graph.StartAt) }];
  while (waiting.length > 0) {
    const at = waiting.at(-1)!;
    const next = at.left.pop();
    if (next === undefined) {
      order.push(at.name);
      waiting.pop();
    } else if (!seen.has(next)) {
      seen.add(next);
      waiting.push({ name: next, left: successors(graph, next) });
    }
  }
  return order;
}

function comesBack(graph: StateGraph, name: string, known: ReadonlyMap<string, number>): boolean {
  const seen = new Set<string>();
  const waiting = successors(graph, name);
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (next === name) return true;
    if (seen.has(next) || !known.has(next)) continue;
    seen.add(next);
    waiting.push(...successors(graph, next));
  }
  return false;
}

function successors({ States }: StateGraph, name: string): string[] {
  const state = (Object.hasOwn(States, name) ? States[name] : undefined) as
    Partial<Record<string, unknown>> | undefined;
  if (!isObject(state)) return [];
  const { Next, Default, Choices, Catch } = state;
  const inner = [Choices, Catch].flatMap((list) => (Array.isArray(list) ? (list as unknown[]) : []));
  const targets = [Next, Default, ...inner.map((entry) => (entry as { Next?: unknown } | null)?.Next)];
  return targets.filter((target) => typeof target === "string");
}
