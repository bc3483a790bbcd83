/** What is known of what a service gives back, from the catalogue's shapes. */
import { integrationOf, outputOf } from "../../catalogue/catalogue";
import type { Integration, PatternName } from "../../catalogue/integration";
import type { Shape } from "../../catalogue/shape";
import { parseIntegration } from "../../resource";
import {
  BOOLEAN,
  type Data,
  listOf,
  type Member,
  memberOf,
  NUMBER,
  objectOf,
  STRING,
  UNKNOWN,
  withMember,
} from "./data";

/** Structures inside each other that are told apart; shapes that hold themselves end here. */
const MAX_DEPTH = 10;
/** Each shape is converted once for each depth at which it stands. */
const converted = new WeakMap<Shape, Data[]>();

/**
 * What a Task's call gives, before `ResultSelector` and `ResultPath`. What calls back with a token, Lambda functions named
 * by their own ARN, activities and what the catalogue does not have give something unknown.
 */
export function resultOf(resource: string): Data {
  const parsed = parseIntegration(resource);
  const integration = parsed === undefined ? undefined : integrationOf(parsed.api);
  if (parsed === undefined || integration === undefined) return UNKNOWN;
  return ofShape(outputOf(integration, offeredPattern(integration, parsed.pattern)));
}

/** The pattern itself, or what is likely to take the place of one that the API does not have. */
function offeredPattern({ patterns }: Integration, pattern: PatternName): PatternName {
  if (patterns.includes(pattern)) return pattern;
  const other = pattern.startsWith("sync") ? patterns.find((offered) => offered.startsWith("sync")) : undefined;
  return other ?? "requestResponse";
}

/** Headers and request number, which many integrations add to what the service gives. */
const SDK_MEMBERS: Record<string, Member> = {
  SdkHttpMetadata: { data: UNKNOWN, presence: "optional" },
  SdkResponseMetadata: { data: UNKNOWN, presence: "optional" },
};

function ofShape(shape: Shape): Data {
  const data = convert(shape, 0);
  if (data.kind !== "object" || data.rest !== undefined) return data;
  return Object.entries(SDK_MEMBERS).reduce(
    (object, [name, member]) => (memberOf(object, name) === undefined ? withMember(object, name, member) : object),
    data,
  );
}

function convert(shape: Shape, depth: number): Data {
  if (depth > MAX_DEPTH) return UNKNOWN;
  const known = converted.get(shape) ?? [];
  converted.set(shape, known);
  return (known[depth] ??= convertAnew(shape, depth));
}

function convertAnew(shape: Shape, depth: number): Data {
  switch (shape.type) {
    case "structure": {
      const { members = {}, required = [] } = shape;
      // Without members the shape says nothing, not that there is nothing.
      if (Object.keys(members).length === 0) return UNKNOWN;
      return objectOf(
        Object.fromEntries(
          Object.entries(members).map(([name, member]): [string, Member] => [
            name,
            { data: convert(member, depth + 1), presence: required.includes(name) ? "certain" : "optional" },
          ]),
        ),
      );
    }
    case "map":
      return objectOf({}, shape.value === undefined ? UNKNOWN : convert(shape.value, depth + 1));
    case "list":
      return listOf(shape.item === undefined ? UNKNOWN : convert(shape.item, depth + 1));
    case "string":
      return shape.enum === undefined ? STRING : { kind: "string", values: shape.enum };
    case "integer":
    case "float":
      return NUMBER;
    case "boolean":
      return BOOLEAN;
    case "timestamp":
    case "any":
      return UNKNOWN;
  }
}
