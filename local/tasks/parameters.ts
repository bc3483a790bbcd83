/** Reads rendered parameters. */
import type { JsonObject } from "../../asl/definition";

/** A parameter that is text; empty when it is absent or something else. */
export function textOf(request: JsonObject, parameter: string): string {
  const value = request[parameter];
  return typeof value === "string" ? value : "";
}
