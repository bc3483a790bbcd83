/**
 * What a labeling job does with its role beside reading and writing S3: its two functions, and the queue and topics of a
 * streaming job.
 *
 * Source: https://docs.aws.amazon.com/sagemaker/latest/dg/sms-security-permission-execution-role.html
 */
import { regionalArn } from "./arn";
import type { Environment } from "./document";
import type { JobNeed } from "./jobNeed";
import { type JobRequest, textsAt } from "./jobsOf";

const SOURCE = "https://docs.aws.amazon.com/sagemaker/latest/dg/sms-security-permission-execution-role.html";
const UNKNOWN = "nothing is known of the name before the state runs";

/** Nothing for jobs that invoke no functions and have no topics. */
export function labelingNeeds(job: JobRequest, environment: Environment): JobNeed[] {
  if (job.access.kind !== "labeling") return [];
  const arns = (paths: readonly string[], service: string, type: string) =>
    textsAt(job, paths).map((text) => (text === "*" ? regionalArn(environment, service, `${type}*`) : text));
  const functions = arns(job.access.functions ?? [], "lambda", "function:");
  const inputs = arns(["InputConfig.DataSource.SnsDataSource.SnsTopicArn"], "sns", "");
  const outputs = arns(["OutputConfig.SnsTopicArn"], "sns", "");
  const needs: JobNeed[] = [
    { actions: ["lambda:InvokeFunction"], resources: functions, wide: UNKNOWN, source: SOURCE },
    { actions: ["sns:Subscribe", "sns:Unsubscribe"], resources: inputs, wide: UNKNOWN, source: SOURCE },
    { actions: ["sns:Publish"], resources: outputs, wide: UNKNOWN, source: SOURCE },
    {
      actions: [
        "sqs:CreateQueue",
        "sqs:DeleteMessage",
        "sqs:GetQueueAttributes",
        "sqs:GetQueueUrl",
        "sqs:ReceiveMessage",
        "sqs:SendMessage",
        "sqs:SetQueueAttributes",
      ],
      resources: inputs.length === 0 ? [] : [regionalArn(environment, "sqs", "*GroundTruth*")],
      wide: "Ground Truth makes the queue of a streaming job and its name",
      source: SOURCE,
    },
  ];
  return needs.filter(({ resources }) => resources.length > 0);
}
