/** One process of a policy pack, from its start to its judgement of a whole stack. */
import { Client, credentials } from "@grpc/grpc-js";
import { MESSAGE_LIMITS, startPolicyPack } from "../../local/engine/analyzer";
import type { StackRequests } from "./requests";

/** What one process took. */
export interface PackTimes {
  /** Milliseconds from its start to its first answer. */
  ready: number;
  /** Milliseconds a resource, one asked after the other. */
  analyze: number;
  /** Milliseconds a resource of the one request with all of them. */
  analyzeStack: number;
}

/** Starts a pack, asks it all of `requests` once, as a preview does, and ends it. */
export async function measurePack(folder: string, requests: StackRequests): Promise<PackTimes> {
  const pack = await startPolicyPack(folder);
  const client = new Client(pack.address, credentials.createInsecure(), MESSAGE_LIMITS);
  const ask = (method: string, message: Buffer) =>
    new Promise<Buffer | undefined>((resolve, reject) => {
      const same = (bytes: Buffer) => bytes;
      client.makeUnaryRequest(`/pulumirpc.Analyzer/${method}`, same, same, message, (error, answer) =>
        error === null ? resolve(answer) : reject(error),
      );
    });
  try {
    // The connection, and no more.
    await ask("GetPluginInfo", Buffer.alloc(0));
    const start = performance.now();
    for (const message of requests.analyze) await ask("Analyze", message);
    const between = performance.now();
    await ask("AnalyzeStack", requests.analyzeStack);
    const count = requests.analyze.length;
    return {
      ready: pack.bootMilliseconds,
      analyze: (between - start) / count,
      analyzeStack: (performance.now() - between) / count,
    };
  } finally {
    client.close();
    pack.close();
  }
}
