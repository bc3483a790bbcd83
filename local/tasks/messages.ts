/**
 * Messages to SNS, SQS and EventBridge. A local run has none of these: the call is judged, the message is shown and told in
 * the run's notes, and nobody gets it.
 * https://docs.aws.amazon.com/step-functions/latest/dg/connect-sns.html, connect-sqs.html, connect-eventbridge.html
 */
import { createHash, randomUUID } from "node:crypto";
import type { Json, JsonObject } from "../../asl/definition";
import type { LocalTask } from "./localTask";
import { callMetadata } from "./metadata";
import { textOf } from "./parameters";
import type { TaskScope } from "./scope";

/** Characters of a message that a note shows. */
const SHOWN = 200;

const publish: LocalTask = async (request, scope) => {
  const target = textOf(request, "TopicArn") || textOf(request, "TargetArn") || textOf(request, "PhoneNumber");
  note(`Not sent to ${target}`, textIn(request["Message"]), scope);
  return { MessageId: randomUUID(), ...callMetadata() };
};

const sendMessage: LocalTask = async (request, scope) => {
  const body = textIn(request["MessageBody"]);
  note(`Not sent to ${textOf(request, "QueueUrl")}`, body, scope);
  const MD5OfMessageBody = createHash("md5").update(body).digest("hex");
  return { MD5OfMessageBody, MessageId: randomUUID(), ...callMetadata() };
};

const putEvents: LocalTask = async (request, scope) => {
  const entries = (request["Entries"] ?? []) as JsonObject[];
  for (const entry of entries) {
    const what = `${textOf(entry, "Source")} ${textOf(entry, "DetailType")}`;
    note(
      `Not put on the event bus ${textOf(entry, "EventBusName") || "default"}`,
      `${what} ${textIn(entry["Detail"])}`,
      scope,
    );
  }
  return { Entries: entries.map(() => ({ EventId: randomUUID() })), FailedEntryCount: 0, ...callMetadata() };
};

/** Step Functions makes text of JSON for these services. */
function textIn(message: Json = ""): string {
  return typeof message === "string" ? message : JSON.stringify(message);
}

function note(what: string, message: string, scope: TaskScope): void {
  scope.onLog(message);
  const shown = message.length > SHOWN ? `${message.slice(0, SHOWN)} …` : message;
  scope.onNote(`${what}, as a local run sends nothing: ${shown}`);
}

/** By API. */
export const messageTasks: Record<string, LocalTask> = {
  "sns:publish": publish,
  "sqs:sendMessage": sendMessage,
  "events:putEvents": putEvents,
};
