/**
 * The intrinsic functions: https://docs.aws.amazon.com/step-functions/latest/dg/intrinsic-functions.html
 *
 * What they do with odd values (empty parts of a split text, halves in sums, objects in a format) is what AWS does.
 */
import type { Json } from "../../../asl/definition";
import { ExpressionError } from "../../../asl/expression/expressionError";
import type { IntrinsicCall, IntrinsicNode } from "../../../asl/expression/intrinsic";
import { INTRINSIC_FUNCTIONS } from "../../../asl/expression/intrinsicFunctions";
import { EvaluationFailure } from "../failures";
import { type Intrinsic, IntrinsicArgumentError } from "./argumentTypes";
import { ARRAY_FUNCTIONS } from "./arrays";
import { format } from "./format";
import { JSON_FUNCTIONS } from "./jsonText";
import { NUMBER_FUNCTIONS } from "./numbers";
import { TEXT_FUNCTIONS } from "./texts";

const FUNCTIONS: ReadonlyMap<string, Intrinsic> = new Map(
  Object.entries({ ...ARRAY_FUNCTIONS, ...TEXT_FUNCTIONS, ...JSON_FUNCTIONS, ...NUMBER_FUNCTIONS }),
);

const FORMAT = "States.Format";

/** @throws ExpressionError for a function that there is not, or a wrong number of arguments */
export function checkIntrinsic(node: IntrinsicNode): void {
  if (node.kind !== "call") return;
  const known = INTRINSIC_FUNCTIONS.get(node.name);
  if (!known) throw new ExpressionError(`there is no intrinsic function ${node.name}`, node.position);
  const [least, most] = known.arguments;
  if (node.args.length < least || node.args.length > most) {
    throw new ExpressionError(`${node.name} cannot have ${node.args.length} arguments`, node.position);
  }
  node.args.forEach(checkIntrinsic);
}

/**
 * Calls a function.
 *
 * @throws EvaluationFailure `States.IntrinsicFailure`
 */
export function callIntrinsic({ name, args: nodes }: IntrinsicCall, args: Json[]): Json {
  try {
    if (name === FORMAT) return format(templateOf(nodes[0], args[0]), args.slice(1));
    return FUNCTIONS.get(name)!(...args);
  } catch (error) {
    if (!(error instanceof IntrinsicArgumentError)) throw error;
    throw new EvaluationFailure(
      "States.IntrinsicFailure",
      `The function '${name}' had the following error: ${error.message}`,
    );
  }
}

/** In a literal, escaped braces are no placeholders; in a value from a path there are no escapes. */
function templateOf(node: IntrinsicNode | undefined, value: Json | undefined): { raw: string } | { value: Json } {
  return node?.kind === "literal" && typeof node.value === "string" ? { raw: node.raw } : { value: value ?? null };
}
