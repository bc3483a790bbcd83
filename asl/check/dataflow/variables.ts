/** Variables: https://docs.aws.amazon.com/step-functions/latest/dg/workflow-variables.html */
import { error } from "../problem";
import { type Data, entriesOf, UNKNOWN, withMember } from "./data";
import type { StateNode } from "./graph";
import { isRecord } from "./malformed";
import type { Report } from "./scope";

/**
 * The variables after an `Assign`.
 *
 * @param values what the field gives
 */
export function assign(variables: Data, values: Data | undefined): Data {
  if (values === undefined || variables.kind !== "object") return variables;
  if (values.kind !== "object") return { ...variables, rest: UNKNOWN };
  return entriesOf(values).reduce(
    (all, [name, { data }]) => withMember(all, name, { data, presence: "certain" }),
    variables,
  );
}

/**
 * Reports names that belong to a graph around.
 *
 * @param at the field: `States.Train.Assign`
 */
export function checkAssign(field: unknown, { graph }: StateNode, report: Report, at: string): void {
  if (!isRecord(field)) return;
  for (const name of Object.keys(field).map((key) => key.replace(/\.\$$/, ""))) {
    if (isAssignedOutside(name, graph.owner)) {
      const message = `"$${name}" belongs to the graph around this one, which cannot be assigned from here`;
      report(
        error("outer-variable", `${at}.${name}`, message, "Choose another name, or give the value out as output."),
      );
    }
  }
}

function isAssignedOutside(name: string, owner: StateNode | undefined): boolean {
  for (let around = owner; around !== undefined; around = around.graph.owner) {
    // What runs in executions of its own shares no variables with what is around it.
    if (isDistributed(around.state)) return false;
    if (around.graph.assigned.has(name)) return true;
  }
  return false;
}

/** Whether a Map starts an execution for each item. */
export function isDistributed({ ItemProcessor }: Record<string, unknown>): boolean {
  return (
    isRecord(ItemProcessor) &&
    isRecord(ItemProcessor.ProcessorConfig) &&
    ItemProcessor.ProcessorConfig.Mode === "DISTRIBUTED"
  );
}
