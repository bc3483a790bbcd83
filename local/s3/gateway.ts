/**
 * S3 as a role sees it: a proxy in front of the S3 server that asks the authorizer before each request.
 *
 * Requests are in path style (`http://127.0.0.1:PORT/bucket/key`). The role is found by the access key that a request is
 * signed with; the signature itself is not checked, as only processes of this run know the keys. What is allowed is
 * streamed through, so that size does not matter; what is denied is answered as S3 answers it.
 */
import { Agent, createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { pipeline } from "node:stream/promises";
import type { Environment } from "../../iam/document";
import { AccessDenied, type Authorizer } from "../authorizer";
import { UserError } from "../userError";
import { deletionOf, operationOf, type S3Request } from "./actions";
import { deleteDocument, element, errorDocument, objectsToDelete, withRefusals } from "./xml";

/** The runner's own access key: what it sets up and reads back is never judged. */
export const ADMIN_ACCESS_KEY = "LOCALADMIN";

/** A running gateway. */
export interface Gateway {
  /** For instance `http://127.0.0.1:43567`. */
  endpoint: string;
  close(): Promise<void>;
}

/** What a gateway needs. */
export interface GatewayOptions {
  /** The S3 server's endpoint. */
  upstream: string;
  authorizer: Authorizer;
  environment: Environment;
  /** A free one is taken when absent or 0. */
  port?: number;
  /** ARN of the KMS key of each bucket that has one. */
  encryptionKeys?: ReadonlyMap<string, string>;
  /** Something went wrong that is no answer of S3; the client sees 501. */
  onFault?(error: unknown): void;
}

/** An answer of S3 that is an error. */
class S3Error extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

/**
 * Starts a gateway on 127.0.0.1.
 *
 * @throws {UserError} when the port cannot be had
 * @example const gateway = await startGateway({ upstream: s3.endpoint, authorizer, environment });
 */
export async function startGateway(options: GatewayOptions): Promise<Gateway> {
  const agent = new Agent({ keepAlive: true, maxSockets: 128 });
  const handle = (request: IncomingMessage, response: ServerResponse, waits: boolean) =>
    void answer(request, response, waits, agent, options).catch((error: unknown) => {
      if (response.headersSent || response.destroyed) response.destroy();
      else refuse(request, response, error, options);
    });
  const server = createServer((request, response) => handle(request, response, false));
  // A client that asks first (`Expect: 100-continue`) sends its body only once the request is allowed.
  server.on("checkContinue", (request: IncomingMessage, response: ServerResponse) => handle(request, response, true));
  // Clients keep connections for as long as they like; the run's end closes them.
  server.keepAliveTimeout = 0;
  server.requestTimeout = 0;
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => reject(portError(error, options.port ?? 0)));
    server.listen(options.port ?? 0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
        agent.destroy();
      }),
  };
}

function portError(error: NodeJS.ErrnoException, port: number): Error {
  const reason = { EADDRINUSE: "it is in use", EACCES: "this user may not open it" }[error.code ?? ""];
  if (reason === undefined) return error;
  const remedy = "Choose another with --port, or leave that out so that a free one is taken.";
  return new UserError(`Port ${port} on 127.0.0.1 cannot be used for S3: ${reason}.`, remedy);
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  waits: boolean,
  agent: Agent,
  options: GatewayOptions,
): Promise<void> {
  const accessKey = accessKeyOf(request);
  const goOn = () => waits && response.writeContinue();
  if (accessKey === ADMIN_ACCESS_KEY) {
    goOn();
    return forward(request, response, agent, options);
  }

  const { authorizer, environment, encryptionKeys } = options;
  if (accessKey === undefined) throw new S3Error(403, "AccessDenied", "Access Denied");
  const role = authorizer.roleOf(accessKey);
  if (role === undefined) {
    throw new S3Error(403, "InvalidAccessKeyId", "The AWS Access Key Id you provided does not exist in our records.");
  }
  const s3Request = parseRequest(request);
  const operation = operationOf(s3Request, environment, (bucket) => encryptionKeys?.get(bucket));
  if (!operation) {
    const what = `${request.method} ${s3Request.key ? "on an object" : "on a bucket"} with ?${s3Request.query.toString()}`;
    throw new S3Error(501, "NotImplemented", `A local run does not know this S3 operation: ${what}`);
  }
  for (const call of operation.calls) await authorizer.authorize(role, call);
  goOn();
  if (operation.name === "DeleteObjects")
    return deleteObjects(request, response, role, s3Request.bucket, agent, options);
  if (operation.name !== "GetObject" && operation.name !== "HeadObject") {
    return forward(request, response, agent, options);
  }
  // Whoever may not list a bucket is not told which keys there are. The request has no `s3:prefix`, so a permission that
  // is conditional on it does not count. Source: https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
  const resource = `arn:${environment.partition}:s3:::${s3Request.bucket}`;
  const mayList = await authorizer.allows(role, { action: "s3:ListBucket", resource, source: operation.name });
  return forward(request, response, agent, options, !mayList);
}

/** Sends the request on and its answer back. */
async function forward(
  request: IncomingMessage,
  response: ServerResponse,
  agent: Agent,
  options: GatewayOptions,
  hidesMissing = false,
): Promise<void> {
  const upstream = send(request, agent, options, request.headers);
  // A client that goes away takes its request along.
  response.once("close", () => response.writableFinished || upstream.request.destroy());
  const sent = pipeline(request, upstream.request);
  sent.catch(() => {});
  const reply = await upstream.reply;
  if (hidesMissing && reply.statusCode === 404) {
    const body = await text(reply);
    if (request.method === "HEAD" || element("Code", body) === "NoSuchKey") {
      throw new S3Error(403, "AccessDenied", "Access Denied");
    }
    response.writeHead(404, reply.headers).end(body);
    return;
  }
  response.writeHead(reply.statusCode ?? 500, reply.headers);
  await pipeline(reply, response);
}

/** Each object is judged by itself; refused ones are told in the answer, and the others are deleted. */
async function deleteObjects(
  request: IncomingMessage,
  response: ServerResponse,
  role: string,
  bucket: string,
  agent: Agent,
  options: GatewayOptions,
): Promise<void> {
  const body = await text(request);
  const allowed: ReturnType<typeof objectsToDelete> = [];
  const refused: ((typeof allowed)[number] & { message: string })[] = [];
  for (const object of objectsToDelete(body)) {
    try {
      await options.authorizer.authorize(role, deletionOf(bucket, object.key, object.version, options.environment));
      allowed.push(object);
    } catch (error) {
      if (!(error instanceof AccessDenied)) throw error;
      refused.push({ ...object, message: error.message });
    }
  }
  let result = `<?xml version="1.0" encoding="UTF-8"?>\n<DeleteResult></DeleteResult>`;
  if (allowed.length > 0) {
    const smaller = deleteDocument(allowed, element("Quiet", body) === "true");
    const upstream = send(request, agent, options, {
      authorization: request.headers.authorization,
      "content-length": String(Buffer.byteLength(smaller)),
    });
    upstream.request.end(smaller);
    result = await text(await upstream.reply);
  }
  response.writeHead(200, { "content-type": "application/xml" }).end(withRefusals(result, refused));
}

function send(
  request: IncomingMessage,
  agent: Agent,
  { upstream }: GatewayOptions,
  headers: IncomingMessage["headers"],
) {
  const url = new URL(upstream);
  const passedOn = Object.entries(headers).filter(([name]) => !["connection", "expect", "host"].includes(name));
  const sent = httpRequest({
    agent,
    host: url.hostname,
    port: url.port,
    method: request.method,
    path: request.url,
    headers: Object.fromEntries(passedOn),
  });
  const reply = new Promise<IncomingMessage>((resolve, reject) => {
    sent.once("response", resolve);
    sent.once("error", reject);
  });
  // Whoever awaits it learns of the error; before that it is no unhandled one.
  reply.catch(() => {});
  return { request: sent, reply };
}

function refuse(request: IncomingMessage, response: ServerResponse, error: unknown, options: GatewayOptions): void {
  const { status, code, message } = answerTo(error);
  if (!(error instanceof AccessDenied) && !(error instanceof S3Error)) options.onFault?.(error);
  request.resume();
  const body = errorDocument(code, message);
  const headers = { "content-type": "application/xml", "content-length": Buffer.byteLength(body) };
  response.writeHead(status, headers).end(request.method === "HEAD" ? undefined : body);
}

function answerTo(error: unknown): { status: number; code: string; message: string } {
  if (error instanceof S3Error) return error;
  const { message } = error as Error;
  if (error instanceof AccessDenied) return { status: 403, code: "AccessDenied", message };
  // Not 500, which SDKs try again and again.
  return { status: 501, code: "NotImplemented", message };
}

/** From the header, or from the query of a pre-signed URL. */
function accessKeyOf({ headers, url = "" }: IncomingMessage): string | undefined {
  return (
    /Credential=([^/,\s]+)\//.exec(headers.authorization ?? "")?.[1] ??
    new URL(url, "http://s3").searchParams.get("X-Amz-Credential")?.split("/")[0]
  );
}

function parseRequest({ method = "", url = "", headers }: IncomingMessage): S3Request {
  const [path = "", query = ""] = url.split(/\?(.*)/s);
  const [bucket = "", ...key] = path.slice(1).split("/");
  return {
    method,
    bucket: decodeURIComponent(bucket),
    key: decodeURIComponent(key.join("/")),
    query: new URLSearchParams(query),
    headers,
  };
}
