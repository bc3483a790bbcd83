/** Pages of the AWS console. */

/** Hosts of the partitions that have consoles of their own: https://docs.aws.amazon.com/general/latest/gr/aws-arns-and-namespaces.html */
const HOSTS: Readonly<Record<string, string>> = {
  "aws-cn": "console.amazonaws.cn",
  "aws-us-gov": "console.amazonaws-us-gov.com",
};

/** The page of an execution or a state machine. */
export function consoleLink(arn: string): string {
  const [, partition = "aws", , region = ""] = arn.split(":");
  const host = HOSTS[partition] ?? `${region}.console.aws.amazon.com`;
  const page = arn.includes(":execution:") ? `executions/details/${arn}` : `statemachines/view/${arn}`;
  return `https://${host}/states/home?region=${region}#/v2/${page}`;
}
