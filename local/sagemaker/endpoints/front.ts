/** The address of an endpoint: one HTTP server that hands requests on to the variants behind it. */
import { createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { ServingVariant } from "./deployment";

/** An endpoint's server. */
export interface EndpointFront {
  /** `http://127.0.0.1:PORT` */
  url: string;
  close(): Promise<void>;
}

/**
 * Starts the server on a free port of 127.0.0.1. It answers `GET /ping` and `POST /invocations` as a serving container
 * does, with 503 while nothing serves. The variant that answered is told in `x-Amzn-Invoked-Production-Variant`, as
 * InvokeEndpoint tells it; the request header `X-Amzn-SageMaker-Target-Variant` asks for one.
 *
 * @param variants those that serve at the time of a request
 */
export async function startFront(variants: () => readonly ServingVariant[]): Promise<EndpointFront> {
  const server = createServer((request, response) => {
    const target = chooseVariant(variants(), request.headers["x-amzn-sagemaker-target-variant"]);
    if (!target) return void response.writeHead(503).end("The endpoint is not in service.\n");
    forward(request, response, target);
  });
  await new Promise<void>((resolve, reject) => server.once("error", reject).listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
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
  const weights = variants.map(({ variant }) => variant.InitialVariantWeight ?? 1);
  let left = Math.random() * weights.reduce((sum, weight) => sum + weight, 0);
  return variants.find((_, index) => (left -= weights[index]!) < 0) ?? variants[0];
}

function forward(request: IncomingMessage, response: ServerResponse, { address, variant }: ServingVariant): void {
  const { method, headers, url = "/" } = request;
  const sent = httpRequest(address + url, { method, headers }, (answer) => {
    const named = { ...answer.headers, "x-Amzn-Invoked-Production-Variant": variant.VariantName };
    response.writeHead(answer.statusCode ?? 500, named);
    answer.pipe(response);
  });
  sent.on("error", () => {
    if (!response.headersSent) response.writeHead(502);
    response.end();
  });
  response.once("close", () => response.writableFinished || sent.destroy());
  request.pipe(sent);
}
