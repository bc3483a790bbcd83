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
