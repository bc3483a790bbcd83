/** Parameters of tasks as a service gets them. */
import type { Json, JsonObject } from "../../asl/definition";

/** Fills in what the interpreter would: a value for each reference, `States.Format`'s own text where there is one. */
export function rendered(request: Json): JsonObject {
  return JSON.parse(
    JSON.stringify(request, (_key, value: unknown) => {
      if (value === null || typeof value !== "object" || Array.isArray(value)) return value;
      return Object.fromEntries(
        Object.entries(value).map(([key, inner]) => {
          if (!key.endsWith(".$")) return [key, inner];
          const text = /^States\.Format\('([^']*)'/.exec(String(inner))?.[1] ?? "s3://bucket/value";
          return [key.slice(0, -2), text.replaceAll("{}", "0123456789ab")];
        }),
      );
    }),
  ) as JsonObject;
}
