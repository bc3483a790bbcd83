/** Stands for all models of an account: an HTTP server that answers as a script says. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** A server that starts when it is first asked for its address. */
export interface ModelServer {
  address(): Promise<string>;
  close(): Promise<void>;
}

/** @param predict the answer to the body of a request */
export function modelServer(predict: (body: string) => { status: number; body: string }): ModelServer {
  let started: Promise<Server> | undefined;
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const parts: string[] = [];
    for await (const part of request) parts.push(String(part));
    const { status, body } = predict(parts.join(""));
    response.writeHead(status, { "Content-Type": "text/csv" }).end(body);
  };
  const start = () =>
    new Promise<Server>((resolve) => {
      const server = createServer((request, response) => void answer(request, response));
      server.listen(0, "127.0.0.1", () => resolve(server));
    });
  return {
    async address() {
      const server = await (started ??= start());
      return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    },
    async close() {
      const server = await started;
      if (!server) return;
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
