/** Prepares a definition: every expression is read once, and what cannot be run is found. */
import type { State, StateGraph, StateMachineDefinition } from "../../asl/definition";
import type { Available } from "./options";
import type { Preparation, Unsupported } from "./preparation";
import { prepareChoice } from "./states/choice";
import { prepareFail } from "./states/fail";
import { prepareMap } from "./states/map";
import { prepareParallel } from "./states/parallel";
import { preparePass } from "./states/pass";
import { prepareSucceed } from "./states/succeed";
import { prepareTask } from "./states/task";
import { prepareWait } from "./states/wait";
import type { PreparedGraph, PreparedState } from "./visit";

/** A definition, ready to be run unless something in it cannot be. */
export interface PreparedDefinition {
  graph: PreparedGraph;
  /** Outer states before inner ones. */
  unsupported: Unsupported[];
}

/** @param available what there is for the definition beside its tasks */
export function prepareDefinition(definition: StateMachineDefinition, available: Available): PreparedDefinition {
  const unsupported: Unsupported[] = [];
  const { QueryLanguage = "JSONPath" } = definition;
  // Graphs wait for their turn, so that thousands of them inside each other do not exhaust the stack.
  const waiting: (() => void)[] = [];

  function prepareGraph({ StartAt, States }: StateGraph): PreparedGraph {
    const states = new Map<string, PreparedState>();
    waiting.push(() => {
      for (const [name, state] of Object.entries(States)) {
        const preparation: Preparation = {
          ...{ state: name, language: state.QueryLanguage ?? QueryLanguage, available },
          refuse: (feature, reason) => unsupported.push({ state: name, feature, reason }),
          graph: prepareGraph,
        };
        states.set(name, { name, type: state.Type, run: prepareState(preparation, state) });
      }
    });
    return { startAt: StartAt, states };
  }

  const graph = prepareGraph(definition);
  for (let prepare = waiting.shift(); prepare; prepare = waiting.shift()) prepare();
  return { graph, unsupported };
}

function prepareState(preparation: Preparation, state: State): PreparedState["run"] {
  switch (state.Type) {
    case "Task":
      return prepareTask(preparation, state);
    case "Pass":
      return preparePass(preparation, state);
    case "Choice":
      return prepareChoice(preparation, state);
    case "Wait":
      return prepareWait(preparation, state);
    case "Succeed":
      return prepareSucceed(preparation, state);
    case "Fail":
      return prepareFail(preparation, state);
    case "Parallel":
      return prepareParallel(preparation, state);
    case "Map":
      return prepareMap(preparation, state);
    default:
      preparation.refuse(
        "Type",
        `there is no such type of state: ${JSON.stringify((state as { Type?: unknown }).Type)}`,
      );
      return () => Promise.reject(new Error("refused"));
  }
}
