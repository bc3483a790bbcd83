/** The condition in `[?(…)]`: https://docs.aws.amazon.com/step-functions/latest/dg/amazon-states-language-paths.html */
import { type Filter, FILTER_OPERATORS, type FilterOperand, type Segment } from "./jsonPathNodes";
import type { Scanner } from "./scanner";

export type { Filter, FilterOperand, FilterOperator } from "./jsonPathNodes";

/** Conditions inside each other; more are a mistake, not a filter. */
const MAX_DEPTH = 100;

/**
 * Reads a condition that begins here.
 *
 * @param readSegments reads the steps of a path (they may hold filters in turn)
 * @throws ExpressionError with the position of the first mistake
 */
export function readFilter(scanner: Scanner, readSegments: (scanner: Scanner) => Segment[]): Filter {
  return readOr(0);

  function readOr(depth: number): Filter {
    if (depth > MAX_DEPTH) scanner.fail(`more than ${MAX_DEPTH} conditions inside each other`);
    return readChain("||", "or", () => readChain("&&", "and", () => readTerm(depth)));
  }

  function readChain(token: string, kind: "and" | "or", readPart: () => Filter): Filter {
    let left = readPart();
    scanner.skipSpace();
    while (scanner.accept(token)) {
      left = { kind, left, right: readPart() };
      scanner.skipSpace();
    }
    return left;
  }

  function readTerm(depth: number): Filter {
    scanner.skipSpace();
    if (scanner.text.startsWith("!", scanner.position) && !scanner.text.startsWith("!=", scanner.position)) {
      scanner.accept("!");
      return { kind: "not", condition: readNested(depth) };
    }
    if (scanner.accept("(")) {
      const condition = readOr(depth + 1);
      scanner.skipSpace();
      scanner.expect(")");
      return condition;
    }
    const left = readOperand();
    scanner.skipSpace();
    const operator = FILTER_OPERATORS.find((token) => scanner.accept(token));
    if (operator !== undefined) return { kind: "compare", operator, left, right: readOperand() };
    if (left.kind === "path") return { kind: "exists", path: left };
    return scanner.fail(`a comparison expected, but there is ${scanner.found()}`);
  }

  function readNested(depth: number): Filter {
    if (depth > MAX_DEPTH) scanner.fail(`more than ${MAX_DEPTH} conditions inside each other`);
    return readTerm(depth + 1);
  }

  function readOperand(): FilterOperand {
    scanner.skipSpace();
    if (scanner.accept("@")) return { kind: "path", root: "@", segments: readSegments(scanner) };
    if (scanner.accept("$")) return { kind: "path", root: "$", segments: readSegments(scanner) };
    if (scanner.next === "'" || scanner.next === '"') return { kind: "literal", value: scanner.quoted() };
    const word = scanner.match(/-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true\b|false\b|null\b/y);
    if (word === undefined) return scanner.fail(`a value or a path from "@" expected, but there is ${scanner.found()}`);
    return { kind: "literal", value: JSON.parse(word) as number | boolean | null };
  }
}
