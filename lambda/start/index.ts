/**
 * The function that all triggers of a state machine go through: rules, schedules, and requests to its URL. An execution's
 * name is made of what identifies the event, so that an event that comes twice starts one execution, whatever brought it.
 *
 * It calls `states:StartExecution` on the one machine; for triggers that check objects `s3:GetObject`; and
 * `states:DescribeExecution` when a request repeats an idempotency key.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { namedError } from "../shared/namedError";
import { writeMetrics } from "../shared/embeddedMetrics";
import { objectProblem } from "./checkObject";
import { executionInput } from "./executionInput";
import { executionName } from "./executionName";
import { answerRequest, type HttpAnswer, type HttpRequest, type OnDemand } from "./request";
import type { RequestSchema } from "./requestSchema";
import { startExecution } from "./startExecution";
import { parseTriggerEvent } from "./trigger";

/** What came of an event. */
export interface StartResult {
  Trigger: string;
  /** False when the event started an execution before, or its object was refused. */
  Started: boolean;
  ExecutionArn?: string;
  /** Why nothing was started. */
  Reason: string;
}

/**
 * Lambda's entry. Its environment: `STATE_MACHINE_ARN`; `PIPELINE`, the dimension of the metric `RejectedObjects`; for requests
 * `REQUEST_NAME`, which their executions' names begin with, and `REQUEST_SCHEMA`, the file beside this one with the JSON schema of
 * bodies, any of which is taken without it.
 *
 * @returns what came of an event, or the answer to a request. That an event was there before, or that an object is no
 *   good, is an answer; what a later attempt may mend, or nobody would see otherwise, is an error
 */
export async function handler(event: unknown): Promise<StartResult | HttpAnswer> {
  const stateMachineArn = process.env.STATE_MACHINE_ARN ?? "";
  if (isRequest(event)) {
    const answer = await answerRequest(stateMachineArn, onDemand(), event);
    log({ message: "Answered", StatusCode: answer.statusCode, Answer: JSON.parse(answer.body) as unknown });
    return answer;
  }
  const result = await start(stateMachineArn, event);
  log({ message: result.Started ? "Started" : "Not started", ...result });
  return result;
}

async function start(stateMachineArn: string, event: unknown): Promise<StartResult> {
  const triggered = parseTriggerEvent(event);
  const { Trigger, Event } = triggered;
  const name = executionName(triggered);
  const input = executionInput(Trigger.Input, Event);
  const problem = Trigger.Object && (await objectProblem(Trigger.Object, Event));
  if (problem !== undefined) {
    writeMetrics(process.env.PIPELINE ?? Trigger.Name, { RejectedObjects: [1, "Count"] });
    return { Trigger: Trigger.Name, Started: false, Reason: `${problem}.` };
  }
  const execution = await startExecution(stateMachineArn, name, input);
  const Reason = execution.Started ? "" : "The same event has started this execution before.";
  return { Trigger: Trigger.Name, ...execution, Reason };
}

function isRequest(event: unknown): event is HttpRequest {
  return typeof event === "object" && event !== null && "requestContext" in event;
}

function onDemand(): OnDemand {
  const { REQUEST_NAME: Name, REQUEST_SCHEMA: file } = process.env;
  if (Name === undefined)
    throw namedError("ConfigurationError", "The function answers no requests: REQUEST_NAME is not set.");
  if (file === undefined) return { Name };
  return { Name, Schema: JSON.parse(readFileSync(join(__dirname, file), "utf8")) as RequestSchema };
}

function log(line: object): void {
  console.log(JSON.stringify(line));
}
