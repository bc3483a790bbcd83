import { randomUUID } from "node:crypto";
import { nameOf } from "./executionName";
import { requestProblems, type RequestSchema } from "./requestSchema";
import { hasInput, startExecution } from "./startExecution";

/** What requests are held to. */
export interface OnDemand {
  /** What names of executions begin with. */
  Name: string;
  /** JSON schema of the body; anything is taken when absent. */
  Schema?: RequestSchema;
}

/** A request to the function's URL: https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html#urls-payloads */
export interface HttpRequest {
  requestContext: { http: { method: string } };
  headers?: Record<string, string>;
  body?: string;
  isBase64Encoded?: boolean;
}

/** The answer to it. */
export interface HttpAnswer {
  statusCode: number;
  headers: Record<string, string>;
  body: string;
}

/** Largest input of an execution: https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html */
const MAX_INPUT_BYTES = 262_144;

const TOKEN_HEADER = "idempotency-key";
const TOKEN = /^[\x21-\x7e]{1,256}$/;

/**
 * Starts an execution with the request's body as its input, and answers 202 with its ARN. The header `Idempotency-Key`
 * makes a request safe to send again: the same key with the same body is answered with the same execution.
 *
 * 400: the body is not JSON or not as the schema has it; every problem with its path. 405: not a POST. 409: the key was used
 * with another body. 413: too large for an execution. 429: Step Functions is throttling.
 */
export async function answerRequest(
  stateMachineArn: string,
  { Name, Schema = true }: OnDemand,
  request: HttpRequest,
): Promise<HttpAnswer> {
  if (request.requestContext.http.method !== "POST") {
    return answer(405, { Message: "Only POST is answered." }, { allow: "POST" });
  }
  const given = bodyOf(request);
  if (Buffer.byteLength(given) > MAX_INPUT_BYTES) {
    return answer(413, { Message: `The body has more than ${MAX_INPUT_BYTES} bytes.` });
  }
  const parsed = parsedBody(given);
  if ("error" in parsed) return refusal([{ Path: "$", Given: parsed.error, Allowed: "JSON" }]);
  const token = request.headers?.[TOKEN_HEADER];
  const problems = requestProblems(Schema, parsed.input);
  if (token !== undefined && !TOKEN.test(token)) {
    problems.push({
      Path: "Idempotency-Key",
      Given: JSON.stringify(token),
      Allowed: "1 to 256 visible ASCII characters",
    });
  }
  if (problems.length > 0) return refusal(problems);
  try {
    return await started(stateMachineArn, nameOf(Name, [token ?? randomUUID()]), parsed.input);
  } catch (error) {
    if (!isThrottling(error)) throw error;
    return answer(429, { Message: "Step Functions is throttling. Try again later." }, { "retry-after": "5" });
  }
}

async function started(stateMachineArn: string, name: string, input: unknown): Promise<HttpAnswer> {
  const execution = await startExecution(stateMachineArn, name, input);
  if (execution.Started || (await hasInput(execution.ExecutionArn, input))) return answer(202, execution);
  const { ExecutionArn } = execution;
  return answer(409, { Message: "The idempotency key was used with another body.", ExecutionArn });
}

function bodyOf({ body = "", isBase64Encoded = false }: HttpRequest): string {
  return isBase64Encoded ? Buffer.from(body, "base64").toString("utf8") : body;
}

/** No body is an empty object: a machine may need no parameters. */
function parsedBody(body: string): { input: unknown } | { error: string } {
  try {
    return { input: body.trim() === "" ? {} : JSON.parse(body) };
  } catch (error) {
    return { error: (error as Error).message };
  }
}

function isThrottling(error: unknown): boolean {
  return error instanceof Error && /throttl|limitexceeded/i.test(error.name);
}

function refusal(Problems: { Path: string; Given: string; Allowed: string }[]): HttpAnswer {
  return answer(400, { Message: "The request is not as it has to be.", Problems });
}

function answer(statusCode: number, body: object, headers: Record<string, string> = {}): HttpAnswer {
  return { statusCode, headers: { "content-type": "application/json", ...headers }, body: JSON.stringify(body) };
}
