/** What an expression can read, and where findings go. */
import type { Problem } from "../problem";
import { ExpressionError } from "../../expression/expressionError";
import { type IntrinsicNode, parsePayloadExpression } from "../../expression/intrinsic";
import { type JsonataNode, parseJsonata } from "../../expression/jsonata";
import { parseJsonPath } from "../../expression/jsonPath";
import type { JsonPath } from "../../expression/jsonPathNodes";
import type { Data } from "./data";

/** Everything that an expression can read. */
export interface Scope {
  /** What `$` stands for. Where AWS does not say which of several it is, a path that leads somewhere in one is right. */
  roots: readonly [Data, ...Data[]];
  /** The context object: `$$`. */
  context: Data;
  /** Variables as an object's members. */
  variables: Data;
  /** JSONata's `$states`, without input and context. */
  states: { result?: Data; errorOutput?: Data };
  expressions: Expressions;
  report: Report;
}

/** Takes a finding. */
export type Report = (problem: Problem) => void;

/** Reads each text once, however often its state is looked at. */
export class Expressions {
  readonly #paths = new Map<string, JsonPath | ExpressionError>();
  readonly #payloads = new Map<string, IntrinsicNode | ExpressionError>();
  readonly #jsonata = new Map<string, JsonataNode | ExpressionError>();

  path(text: string): JsonPath | ExpressionError {
    return remembered(this.#paths, text, parseJsonPath);
  }

  /** The value of a key that ends in `.$`. */
  payload(text: string): IntrinsicNode | ExpressionError {
    return remembered(this.#payloads, text, parsePayloadExpression);
  }

  jsonata(text: string): JsonataNode | ExpressionError {
    return remembered(this.#jsonata, text, parseJsonata);
  }
}

function remembered<Parsed>(
  known: Map<string, Parsed | ExpressionError>,
  text: string,
  parse: (text: string) => Parsed,
): Parsed | ExpressionError {
  let parsed = known.get(text);
  if (parsed === undefined) {
    try {
      parsed = parse(text);
    } catch (error) {
      if (!(error instanceof ExpressionError)) throw error;
      parsed = error;
    }
    known.set(text, parsed);
  }
  return parsed;
}
