/** An HTTP server between a client and a Step Functions server, which answers some calls itself, or loses them. */
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";

/** A call: `GetExecutionHistory` and its request. */
export interface ProxiedCall {
  action: string;
  request: Record<string, unknown>;
}

/** An answer in place of the server's; `lost` closes the connection. */
export type ProxyAnswer = { status?: number; body: object } | "lost" | undefined;

/** A running proxy. */
export interface StepFunctionsProxy {
  endpoint: string;
  calls: ProxiedCall[];
  close(): Promise<void>;
}

/** @param answer gives the answer to a call, or nothing where the server behind is to be asked */
export async function stepFunctionsProxy(
  target: string,
  answer: (call: ProxiedCall, count: number) => ProxyAnswer,
): Promise<StepFunctionsProxy> {
  const calls: ProxiedCall[] = [];
  const server = createServer((incoming, outgoing) => {
    void (async () => {
      const body = await textOf(incoming);
      const action = String(incoming.headers["x-amz-target"]).replace(/^.*\./, "");
      const call = { action, request: JSON.parse(body || "{}") as Record<string, unknown> };
      calls.push(call);
      const own = answer(call, calls.filter((one) => one.action === action).length);
      if (own === "lost") return void incoming.socket.destroy();
      if (own) {
        const headers = { "content-type": "application/x-amz-json-1.0" };
        return void outgoing.writeHead(own.status ?? 200, headers).end(JSON.stringify(own.body));
      }
      const headers = Object.fromEntries(
        Object.entries(incoming.headers).filter(([name]) => !/^(host|connection|content-length)$/.test(name)),
      ) as Record<string, string>;
      const passed = await fetch(target, { method: "POST", headers, body });
      outgoing.writeHead(passed.status, { "content-type": "application/x-amz-json-1.0" }).end(await passed.text());
    })();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function textOf(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
}
