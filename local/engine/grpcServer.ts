/** gRPC servers on a free port of 127.0.0.1. */
import * as grpc from "@grpc/grpc-js";

/** A running server. */
export interface GrpcServer {
  port: number;
  /** Ends it; calls under way are cut off. */
  close(): void;
}

/** The engine sends whole states in one message: as large as the SDK's own servers take them. */
const MAX_MESSAGE_BYTES = 400 * 1024 * 1024;

/**
 * Answers a call. What it throws becomes the call's error: its message alone. `peer` tells connections apart: the engine
 * has one for each of its providers.
 */
export type Answer<Request, Response> = (request: Request, peer: string) => Promise<Response> | Response;

/**
 * Serves a service whose calls each take one message and answer one.
 *
 * @param answers by the call's name, beginning in lower case; a call without an answer is refused as not implemented
 */
export async function serve(
  service: grpc.ServiceDefinition,
  answers: Readonly<Record<string, Answer<never, unknown>>>,
): Promise<GrpcServer> {
  const server = new grpc.Server({
    "grpc.max_receive_message_length": MAX_MESSAGE_BYTES,
    "grpc.max_send_message_length": MAX_MESSAGE_BYTES,
  });
  const handlers = Object.entries(answers).map(([name, answer]) => [name, unary(answer as Answer<unknown, unknown>)]);
  server.addService(service, Object.fromEntries(handlers) as grpc.UntypedServiceImplementation);
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    );
  });
  return { port, close: () => server.forceShutdown() };
}

function unary(answer: Answer<unknown, unknown>): grpc.handleUnaryCall<unknown, unknown> {
  return (call, callback) => {
    Promise.resolve(call.request)
      .then((request) => answer(request, call.getPeer()))
      .then(
        (response) => callback(null, response),
        (error: unknown) =>
          callback({ code: grpc.status.UNKNOWN, details: error instanceof Error ? error.message : String(error) }),
      );
  };
}
