/** What the optimized integrations add to a service's answer. */
import { randomUUID } from "node:crypto";
import type { JsonObject } from "../../asl/definition";

/** The HTTP metadata of a call that went well. */
export function callMetadata(): JsonObject {
  return { SdkHttpMetadata: { HttpStatusCode: 200 }, SdkResponseMetadata: { RequestId: randomUUID() } };
}
