/** The states that tell people how an execution ended. Pure: plain values in, fragments out. */
import type { Retrier } from "../asl/definition";
import { chain, type Fragment } from "../asl/fragment";
import { context, format, intrinsic, path, type Reference } from "../asl/reference";
import { pass, task } from "../asl/states";
import { pipelineFailed } from "./trainingSteps";
import { soonAgain } from "./retries";

/** Where notifications go, and what they are about. */
export interface NotificationFacts {
  partition: string;
  region: string;
  /** The pipeline's name. */
  pipeline: string;
  topicArn: string;
}

/** What is told. */
export interface Notice {
  /** Name of the Task state. */
  state: string;
  /** How it ended, behind the pipeline's name: `succeeded`, `failed`, `found invalid data`. At most 30 ASCII characters. */
  status: string;
  /** Why, or what came of it; nothing when absent. */
  cause?: Reference;
  /** JSONPath of an object of metrics by name. */
  metrics?: Reference;
}

/** Longest subject of a mail: https://docs.aws.amazon.com/sns/latest/api/API_Publish.html */
const MAX_SUBJECT_LENGTH = 100;

/** SNS reports throttling under several names, and a message that is published twice does no harm. */
const snsRetry: Retrier[] = [soonAgain("States.TaskFailed")];

/**
 * Publishes a notice that says how the execution ended, why, with which metrics, and where to look at it: as text for mail,
 * and for chat channels in the form that Amazon Q Developer in chat applications (AWS Chatbot) shows. What comes behind goes
 * on when publishing fails, so that a failed notice never hides how the execution ended.
 *
 * Source: https://docs.aws.amazon.com/chatbot/latest/adminguide/custom-notifs.html,
 * https://docs.aws.amazon.com/sns/latest/dg/sns-send-custom-platform-specific-payloads-mobile-devices.html (a message per protocol)
 *
 * @param then where the execution goes on; the Catch needs it too
 */
export function notify(facts: NotificationFacts, notice: Notice, then: Fragment): Fragment {
  const { state, status, cause, metrics } = notice;
  const title = `${facts.pipeline} ${status}`;
  const told = [...(cause ? [cause] : []), ...(metrics ? [intrinsic("States.JsonToString", metrics)] : [])];
  const outcome = [...(cause ? ["{}"] : []), ...(metrics ? ["Metrics: {}"] : [])].join(" ");
  const composed = pass(`${state}: message`, {
    parameters: {
      Text: format(
        `{} in execution {}. ${outcome}${outcome === "" ? "" : " "}{}`,
        title,
        context("Execution.Name"),
        ...told,
        executionLink(facts),
      ),
      Chat: {
        version: "1.0",
        source: "custom",
        content: {
          textType: "client-markdown",
          title,
          description: told.length === 0 ? title : format(outcome, ...told),
          nextSteps: [format("[Execution in the console]({})", executionLink(facts))],
          keywords: [facts.pipeline, status],
        },
      },
    },
    resultPath: "$.Notice",
  });
  const published = task(
    state,
    {
      api: "sns:publish",
      parameters: {
        TopicArn: facts.topicArn,
        Subject: title.slice(0, MAX_SUBJECT_LENGTH),
        MessageStructure: "json",
        Message: { default: path("$.Notice.Text"), https: intrinsic("States.JsonToString", path("$.Notice.Chat")) },
      },
    },
    { resultPath: null, retry: snsRetry, catch: [{ target: then, resultPath: "$.NotificationFailure" }] },
  );
  return chain(composed, published, then);
}

/** Tells of the error at `$.Failure`, and ends the execution with it. */
export function notifyFailure(facts: NotificationFacts, state = "NotifyFailure"): Fragment {
  const cause = format("{}: {}", path("$.Failure.Error"), path("$.Failure.Cause"));
  return notify(facts, { state, status: "failed", cause }, pipelineFailed);
}

/**
 * Ends the execution for a reason of the pipeline's own: tells of it, and fails with it.
 *
 * @example failWith(facts, { state: "NotifyLowQuality", status: "found low quality", error: "LowQuality", cause: path("$.Evaluation.Reason") })
 */
export function failWith(
  facts: NotificationFacts,
  { error, cause, ...notice }: Omit<Notice, "cause"> & { error: string; cause: Reference | string },
): Fragment {
  const failure = pass(`${notice.state}: cause`, {
    parameters: { Error: error, Cause: cause },
    resultPath: "$.Failure",
  });
  return chain(failure, notify(facts, { ...notice, cause: path("$.Failure.Cause") }, pipelineFailed));
}

/** The execution's page: https://docs.aws.amazon.com/general/latest/gr/aws-arns-and-namespaces.html (partitions' consoles) */
function executionLink({ partition, region }: NotificationFacts): Reference {
  const host = CONSOLES[partition] ?? `${region}.console.aws.amazon.com`;
  return format(`https://${host}/states/home?region=${region}#/v2/executions/details/{}`, context("Execution.Id"));
}

/** Hosts of the partitions that have consoles of their own. */
const CONSOLES: Readonly<Record<string, string>> = {
  "aws-cn": "console.amazonaws.cn",
  "aws-us-gov": "console.amazonaws-us-gov.com",
};
