/** What each state reads, held against what the states before it can have written. */
import type { Problem } from "../problem";
import { UNKNOWN } from "./data";
import { follow } from "./flow";
import { ANYTHING } from "./graph";
import { isRecord } from "./malformed";
import { ofSchema } from "./schemaData";
import { transfer } from "./transfer";

/** What is known from elsewhere. */
interface DataflowOptions {
  /** JSON schema of the execution's input. Without it, the input may hold anything. */
  inputSchema?: object;
}

/**
 * Follows data through the whole definition: input and output of every state, variables, results of services, errors that
 * are caught, branches and Maps. What is read and certainly not there is an error; what only some ways have written is a
 * warning. Also finds expressions that cannot be read or cannot succeed, and Choice rules that can never match.
 *
 * Takes any value: what is no definition gives nothing.
 *
 * @example checkDataflow(definition, { inputSchema: { type: "object", properties: { Bucket: { type: "string" } } } })
 */
export function checkDataflow(definition: unknown, { inputSchema }: DataflowOptions = {}): Problem[] {
  if (!isRecord(definition)) return [];
  const { graphs, machine } = follow(definition, inputSchema === undefined ? UNKNOWN : ofSchema(inputSchema));
  const problems: Problem[] = [];
  for (const { states } of graphs) {
    for (const node of states.values()) {
      problems.push(...node.problems);
      // What nothing leads to is read with nothing known of what comes in.
      if (node.env === undefined) transfer(node, ANYTHING, machine, (problem) => problems.push(problem));
    }
  }
  return problems;
}
