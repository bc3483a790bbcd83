/** Rewritings that a permission's hole may ask for by name: `{$.QueueUrl|queueArn}`. Text may hold `*` for what is unknown. */
import { isPlaceholder, regionalArn, standsForArn } from "./arn";
import type { Environment } from "./document";

type Rewriting = (text: string, environment: Environment) => string;

/**
 * Cross-Region inference profiles are called after their model, with the geography in front.
 * https://docs.aws.amazon.com/bedrock/latest/userguide/inference-profiles-support.html
 */
const PROFILE = /^(?:arn:[^:]+:bedrock:[^:]*:[^:]*:inference-profile\/)?(?:us|us-gov|eu|apac|jp|au|ca|global)\.(.+)$/;

function modelArn(id: string, environment: Environment): string {
  if (standsForArn(id)) return id;
  if (PROFILE.test(id)) return regionalArn(environment, "bedrock", `inference-profile/${id}`);
  return regionalArn({ ...environment, account: "" }, "bedrock", `foundation-model/${id}`);
}

const REWRITINGS: Readonly<Record<string, Rewriting>> = {
  /**
   * `https://sqs.eu-west-1.amazonaws.com/123456789012/jobs` -> `arn:aws:sqs:eu-west-1:123456789012:jobs`, and older forms of
   * hosts. A placeholder for a URL says nothing of the ARN. https://docs.aws.amazon.com/general/latest/gr/sqs-service.html
   */
  queueArn: (url, environment) => {
    const [, host = "", account = "", name = ""] = /^https?:\/\/([^/]+)\/([^/]+)\/([^/]+)$/.exec(url) ?? [];
    const region = host.startsWith("queue.amazonaws.")
      ? "us-east-1"
      : /^(?:sqs(?:-fips)?\.)?([a-z0-9-]+|\*|\$\{[^}]+\})\.(?:queue\.)?amazonaws\./.exec(host)?.[1];
    if (region === undefined) {
      return regionalArn(environment, "sqs", url.includes("/") || isPlaceholder(url) ? "*" : url);
    }
    return `arn:${environment.partition}:sqs:${region}:${account}:${name}`;
  },
  /** A state machine's ARN, or that of a version or an alias, to the ARNs of its executions. */
  executionArn: (arn, environment) => {
    const [, front = "", name = ""] = /^(arn:.+):stateMachine:([^:]+)/.exec(arn) ?? [];
    return name === "" ? regionalArn(environment, "states", "execution:*") : `${front}:execution:${name}:*`;
  },
  /** The name at the end of an ARN (`arn:aws:ecs:…:cluster/jobs` -> `jobs`); a name as it is. */
  resourceName: (text) => text.slice(Math.max(text.lastIndexOf("/"), text.lastIndexOf(":")) + 1),
  /** The endpoint of a scalable target: `endpoint/churn/variant/all` -> `churn`. */
  endpointName: (id) => /^endpoint\/([^/]+)\/variant\//.exec(id)?.[1] ?? "*",
  /** A task definition's family to all its revisions (`jobs` -> `jobs:*`), since the last one is run; `jobs:3` as it is. */
  anyRevision: (text) => (/:(\d+|\*)$|\*$/.test(text) ? text : `${text}:*`),
  /** A KMS key's id to its ARN; the name of an alias says nothing of the key, so any key of the account is meant. */
  keyArn: (key, environment) => {
    if (key.includes("alias/")) return regionalArn(environment, "kms", "key/*");
    return standsForArn(key) ? key : regionalArn(environment, "kms", `key/${key}`);
  },
  /** A function's name, ARN, or part of one (`123456789012:function:score:live`) to its ARN. */
  functionArn: (text, environment) => {
    if (standsForArn(text)) return text;
    const [, region = environment.region, account = environment.account, name = text] =
      /^(?:([a-z]{2}(?:-[a-z]+)+-\d):)?(?:(\d{12}):)?(?:function:)?(.+)$/.exec(text) ?? [];
    return regionalArn({ ...environment, region, account }, "lambda", `function:${name}`);
  },
  /** A secret's name to its ARN, which ends in six characters that AWS adds; an ARN as it is. */
  secretArn: (text, environment) => {
    if (standsForArn(text)) return text;
    return regionalArn(environment, "secretsmanager", text === "*" ? "secret:*" : `secret:${text}-??????`);
  },
  /** What a `ModelId` of Bedrock names: an inference profile of the account, or a foundation model. */
  modelArn,
  /** As `modelArn`, but of an inference profile its model, in whichever region the request is sent to. */
  profileModelArn: (id, environment) => {
    const model = PROFILE.exec(id)?.[1];
    if (model !== undefined) return `arn:${environment.partition}:bedrock:*::foundation-model/${model}`;
    return modelArn(id, environment);
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

/** Why a rewriting leaves a wildcard in what is known in whole. */
const REASONS: Readonly<Record<string, string>> = {
  anyRevision: "the last revision of the task definition is run",
  keyArn: "an alias does not tell its key",
  profileModelArn: "an inference profile sends requests to its model in several regions",
  secretArn: "AWS ends the ARN of a secret with six characters of its own",
};

/** Why the rewritings of a template leave a wildcard in its ARN, where a permission does not say so itself. */
export function rewritingReason(template: string): string | undefined {
  return [...template.matchAll(/\|(\w+)/g)].flatMap(([, name = ""]) => REASONS[name] ?? [])[0];
}

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
