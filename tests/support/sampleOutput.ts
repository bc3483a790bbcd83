/** Results made up for a service's shapes, for executions in which no service is called. */
import type { Shape } from "../../asl/catalogue/shape";
import type { Json } from "../../asl/definition";

/** Levels below which a shape that holds itself is not followed. */
const MAX_DEPTH = 8;

/** A value of a shape, with every member. Texts are the first of an enum, or a word; `any` is an empty object. */
export function sampleOutput(shape: Shape, depth = 0): Json {
  switch (shape.type) {
    case "structure":
      return Object.fromEntries(
        depth > MAX_DEPTH
          ? []
          : Object.entries(shape.members ?? {}).map(([name, member]) => [name, sampleOutput(member, depth + 1)]),
      );
    case "list":
      return shape.item === undefined || depth > MAX_DEPTH ? [] : [sampleOutput(shape.item, depth + 1)];
    case "map":
    case "any":
      return {};
    case "string":
      return shape.enum?.[0] ?? "sample";
    case "integer":
    case "float":
      return shape.min ?? 1;
    case "boolean":
      return true;
    case "timestamp":
      return "2026-01-01T00:00:00Z";
  }
}
