/** Rewritings that a permission's hole may ask for by name: `{$.QueueUrl|queueArn}`. Text may hold `*` for what is unknown. */
import { regionalArn } from "./arn";
import type { Environment } from "./document";

type Rewriting = (text: string, environment: Environment) => string;

const REWRITINGS: Readonly<Record<string, Rewriting>> = {
  /** `https://sqs.eu-west-1.amazonaws.com/123456789012/jobs` -> `arn:aws:sqs:eu-west-1:123456789012:jobs`. */
  queueArn: (url, environment) => {
    const [, host = "", account = "", name = ""] = /^https?:\/\/([^/]+)\/([^/]+)\/([^/]+)$/.exec(url) ?? [];
    const region = /^(?:sqs\.)?([a-z0-9-]+|\*)\.(?:queue\.)?amazonaws\./.exec(host)?.[1];
    if (region === undefined) return regionalArn(environment, "sqs", url.includes("/") ? "*" : url);
    return `arn:${environment.partition}:sqs:${region}:${account}:${name}`;
  },
  /** A state machine's ARN, or that of a version or an alias, to the ARNs of its executions. */
  executionArn: (arn, environment) => {
    const [, front = "", name = ""] = /^(arn:.+):stateMachine:([^:]+)/.exec(arn) ?? [];
    return name === "" ? regionalArn(environment, "states", "execution:*") : `${front}:execution:${name}:*`;
  },
  /** The name at the end of an ARN (`arn:aws:ecs:…:cluster/jobs` -> `jobs`); a name as it is. */
  resourceName: (text) => text.slice(Math.max(text.lastIndexOf("/"), text.lastIndexOf(":")) + 1),
  /** A task definition's family to all its revisions (`jobs` -> `jobs:*`), since the last one is run; `jobs:3` as it is. */
  anyRevision: (text) => (/:(\d+|\*)$|\*$/.test(text) ? text : `${text}:*`),
  /** A KMS key's id to its ARN; the name of an alias says nothing of the key, so any key of the account is meant. */
  keyArn: (key, environment) => {
    if (key.includes("alias/")) return regionalArn(environment, "kms", "key/*");
    return key.startsWith("arn:") ? key : regionalArn(environment, "kms", `key/${key}`);
  },
  /** `s3://bucket/prefix` -> the ARN of the bucket. */
  bucketArn: (uri, { partition }) => `arn:${partition}:s3:::${/^s3:\/\/([^/]+)/.exec(uri)?.[1] ?? "*"}`,
  /** `s3://bucket/prefix` -> the ARN of every object whose key begins so. */
  objectsArn: (uri, { partition }) =>
    `arn:${partition}:s3:::${/^s3:\/\/(.+)$/.exec(uri)?.[1]?.replace(/^([^/]+)$/, "$1/") ?? ""}*`.replace("**", "*"),
  /** `s3://bucket/key` -> the ARN of the object. */
  objectArn: (uri, { partition }) => `arn:${partition}:s3:::${/^s3:\/\/(.+)$/.exec(uri)?.[1] ?? "*"}`,
  /** A parameter's name without the slash that it may begin with: the ARN has one of its own. */
  withoutSlash: (name) => name.replace(/^\//, ""),
  /** The first label of a host: an API's id in `abc123.execute-api.eu-west-1.amazonaws.com`. */
  firstLabel: (host) => host.split(".")[0] ?? host,
  /** An EventBridge connection's ARN to that of the secret with its credentials, which EventBridge names after it. */
  connectionSecretArn: (arn, environment) => {
    const [, region = environment.region, account = environment.account, name = "*"] =
      /^arn:[^:]+:events:([^:]+):([^:]+):connection\/([^/]+)/.exec(arn) ?? [];
    return `arn:${environment.partition}:secretsmanager:${region}:${account}:secret:events!connection/${name}/*`;
  },
};

/**
 * Puts text through a rewriting.
 *
 * @throws Error when the catalogue names a rewriting that there is not: a fault of the catalogue, not of a definition
 */
export function rewritten(name: string, text: string, environment: Environment): string {
  const rewriting = REWRITINGS[name];
  if (rewriting === undefined) throw new Error(`a permission asks for the rewriting "${name}", which does not exist`);
  return rewriting(text, environment);
}
