/** The address of an endpoint: one HTTP server that hands requests on to the variants behind it. */
import { randomUUID } from "node:crypto";
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import type { Exchange } from "./dataCapture";
import type { Deployment } from "./deployment";
import type { ServingVariant } from "./variants";

/** An endpoint's server. */
export interface EndpointFront {
  /** `http://127.0.0.1:PORT` */
  url: string;
  /** Waits for the copies that shadow variants still work on. */
  idle(): Promise<void>;
  close(): Promise<void>;
}

/** A variant's answer. */
interface Answer {
  status: number;
  contentType: string;
  body: Buffer;
}

/** What comes in. */
interface Asked {
  method: string;
  url: string;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

/**
 * Starts the server on a free port of 127.0.0.1. It answers `GET /ping` and `POST /invocations` as a serving container
 * does, with 503 while nothing serves. The variant that answered is told in `x-Amzn-Invoked-Production-Variant`, as
 * InvokeEndpoint tells it; the request header `X-Amzn-SageMaker-Target-Variant` asks for one.
 *
 * Shadow variants get copies of requests, whose answers nobody sees but the data capture.
 *
 * @param deployment what serves at the time of a request
 */
export async function startFront(deployment: () => Deployment | undefined): Promise<EndpointFront> {
  const copies = new Set<Promise<void>>();
  const server = createServer((request, response) => {
    // Whoever asked has gone.
    answer(request, response).catch(() => response.destroy());
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = "GET", url = "/", headers } = request;
    const asked = { method, url, headers, body: await buffer(request) };
    const serving = deployment();
    const target = serving && chooseVariant(serving.variants, headers["x-amzn-sagemaker-target-variant"]);
    if (!target) return void response.writeHead(503).end("The endpoint is not in service.\n");
    const exchange = { eventId: randomUUID(), time: new Date() };
    const isInvocation = method === "POST" && url === "/invocations";
    const isCaptured = isInvocation && serving.capture?.sample() === true;
    const capture = (variant: ServingVariant, { status, ...output }: Answer, isShadow: boolean) => {
      // What a model answers with an error is not captured.
      if (!isCaptured || status >= 400) return;
      const { variant: named, roleArn } = variant;
      const told = { ...exchange, ...namesIn(headers), isShadow, input: payloadOf(asked), output };
      serving.capture?.record({ name: named.VariantName!, roleArn }, told);
    };
    for (const shadow of isInvocation ? serving.shadows : []) {
      if (Math.random() * target.weight >= shadow.weight) continue;
      const copy = forward(asked, shadow).then((got) => got && capture(shadow, got, true));
      copies.add(copy);
      void copy.finally(() => copies.delete(copy));
    }

    const got = await forward(asked, target);
    if (!got) return void response.writeHead(502).end();
    capture(target, got, false);
    response.writeHead(got.status, {
      "Content-Type": got.contentType,
      "Content-Length": got.body.length,
      "x-Amzn-Invoked-Production-Variant": target.variant.VariantName,
    });
    response.end(got.body);
  }

  await new Promise<void>((resolve, reject) => server.once("error", reject).listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    idle: async () => {
      await Promise.all(copies);
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** A variant by its weight: https://docs.aws.amazon.com/sagemaker/latest/dg/model-ab-testing.html */
function chooseVariant(variants: readonly ServingVariant[], asked?: string | string[]): ServingVariant | undefined {
  if (asked !== undefined) return variants.find(({ variant }) => variant.VariantName === asked);
  let left = Math.random() * variants.reduce((sum, { weight }) => sum + weight, 0);
  return variants.find(({ weight }) => (left -= weight) < 0) ?? variants[0];
}

/** Undefined when the model's server did not answer. */
async function forward(
  { method, url, headers, body }: Asked,
  { address }: ServingVariant,
): Promise<Answer | undefined> {
  const passed = Object.entries(headers).flatMap(([name, value]): [string, string][] =>
    typeof value === "string" && !HOP_BY_HOP.has(name) ? [[name, value]] : [],
  );
  try {
    const answer = await fetch(address + url, {
      method,
      headers: passed,
      ...(method !== "GET" && method !== "HEAD" && { body: new Uint8Array(body) }),
    });
    return {
      status: answer.status,
      contentType: answer.headers.get("content-type") ?? "application/octet-stream",
      body: Buffer.from(await answer.arrayBuffer()),
    };
  } catch {
    return undefined;
  }
}

/** What concerns one connection only. */
const HOP_BY_HOP = new Set(["connection", "content-length", "expect", "host", "keep-alive", "transfer-encoding"]);

function payloadOf({ headers, body }: Asked): Exchange["input"] {
  return { contentType: headers["content-type"] ?? "application/octet-stream", body };
}

/** https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_runtime_InvokeEndpoint.html */
function namesIn(headers: IncomingHttpHeaders): Pick<Exchange, "inferenceId" | "customAttributes"> {
  const [inferenceId, customAttributes] = ["inference-id", "custom-attributes"].map(
    (name) => headers[`x-amzn-sagemaker-${name}`],
  );
  return {
    ...(typeof inferenceId === "string" && { inferenceId }),
    ...(typeof customAttributes === "string" && { customAttributes }),
  };
}
