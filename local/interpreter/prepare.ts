/** Prepares a definition: every expression is read once, and what cannot be run is found. */
import type { QueryLanguage, State, StateGraph, StateMachineDefinition } from "../../asl/definition";
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
  /** In the order of the states. */
  unsupported: Unsupported[];
}

/** @param available what there is for the definition beside its tasks */
export function prepareDefinition(definition: StateMachineDefinition, available: Available): PreparedDefinition {
  const unsupported: Unsupported[] = [];
  const language = definition.QueryLanguage ?? "JSONPath";
  const graph = prepareGraph(definition, language, available, unsupported);
  return { graph, unsupported };
}

function prepareGraph(
  { StartAt, States }: StateGraph,
  language: QueryLanguage,
  available: Available,
  unsupported: Unsupported[],
): PreparedGraph {
  const states = new Map<string, PreparedState>();
  for (const [name, state] of Object.entries(States)) {
    const preparation: Preparation = {
      ...{ state: name, language: state.QueryLanguage ?? language, available },
      refuse: (feature, reason) => unsupported.push({ state: name, feature, reason }),
      graph: (inner) => prepareGraph(inner, language, available, unsupported),
    };
    states.set(name, { name, type: state.Type, run: prepareState(preparation, state) });
  }
  return { startAt: StartAt, states };
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
