/** Preparing a state: its expressions are read once, and what cannot be run is told. */
import type { Json, QueryLanguage, StateGraph } from "../../asl/definition";
import { ExpressionError } from "../../asl/expression/expressionError";
import { prepareJsonata } from "./expression/jsonata";
import { prepareOptionalPath, preparePath } from "./expression/paths";
import { preparePayload } from "./expression/payloadTemplate";
import type { Expression, View } from "./expression/view";
import type { Available } from "./options";
import type { PreparedGraph } from "./visit";

/** A use of something that cannot be run. */
export interface Unsupported {
  /** Empty when it concerns the state machine as a whole. */
  state: string;
  /** The field, path or function. */
  feature: string;
  /** Why not. */
  reason: string;
}

/** What a state is prepared with. */
export interface Preparation {
  state: string;
  language: QueryLanguage;
  available: Available;
  /** Tells of something that cannot be run; the definition is refused then. */
  refuse: (feature: string, reason: string) => void;
  /** Prepares the states inside a state. */
  graph: (graph: StateGraph) => PreparedGraph;
}

/** Prepares a payload template (JSONPath) or a value with expressions (JSONata). */
export function prepareValue(
  preparation: Preparation,
  field: string,
  value: Json,
  error = "States.Runtime",
): Expression {
  return reading(preparation, field, () =>
    preparation.language === "JSONata" ? prepareJsonata(value, field) : preparePayload(value, error),
  );
}

/** Prepares a field that holds a path. */
export function prepareField(preparation: Preparation, field: string, path: string): (view: View) => Json {
  return reading(preparation, field, () => preparePath(path));
}

/** Prepares a path that may lead nowhere. */
export function prepareOptionalField(
  preparation: Preparation,
  field: string,
  path: string,
): (view: View) => Json | undefined {
  return reading(preparation, field, () => prepareOptionalPath(path));
}

/** Tells of an expression that cannot be read. */
export function reading<Prepared>({ refuse }: Preparation, field: string, prepare: () => Prepared): Prepared {
  try {
    return prepare();
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    refuse(field, `the expression cannot be read: ${error.message}, after ${error.position} characters`);
    // Never called: a definition that was refused is not run.
    return undefined as Prepared;
  }
}
