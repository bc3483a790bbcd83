/** The colour of an execution's status. */

/** @example paint(statusStyle("FAILED"), "FAILED") */
export function statusStyle(status: string): "green" | "red" | "yellow" | "dim" {
  if (status === "SUCCEEDED") return "green";
  if (status === "RUNNING" || status === "PENDING_REDRIVE") return "yellow";
  return status === "" ? "dim" : "red";
}
