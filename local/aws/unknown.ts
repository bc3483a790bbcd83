/** What a preview does not know. */
import { unknownValue } from "@pulumi/pulumi/runtime/rpc";

/** Whether a value is unknown, in whole or in part. */
export function hasUnknown(value: unknown): boolean {
  if (value === unknownValue) return true;
  return typeof value === "object" && value !== null && Object.values(value).some(hasUnknown);
}
