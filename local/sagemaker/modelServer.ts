/** A model behind HTTP, as SageMaker's serving containers put it: `/ping` and `/invocations`. */
import { startContainer } from "./container";
import type { JobEnvironment } from "./jobEnvironment";
import { JobFault } from "./jobFault";
import { servingProgram, type ServedModel } from "./servingProgram";

/** A running model server. */
export interface ModelServer {
  /** `http://127.0.0.1:PORT` */
  address: string;
  /** Posts a payload; gives the answer's body. @throws JobFault when the model answers with an error */
  invoke(body: string, options: { contentType: string; accept: string; signal: AbortSignal }): Promise<string>;
  stop(): Promise<void>;
}

/**
 * Starts the server for the model in the folder's `/opt/ml/model` and waits until it is healthy: the built-in algorithm's, or
 * that of the user's program in script mode.
 *
 * @throws JobFault when the model cannot be loaded; UserError for a program that does not run locally
 */
export async function startModelServer(served: ServedModel, env: JobEnvironment): Promise<ModelServer> {
  const { script, args, variables } = await servingProgram(served, env);
  let onPort: (port: number) => void;
  const port = new Promise<number>((resolve) => (onPort = resolve));
  const program = {
    ...served,
    ...{ script, args, variables },
    onLine: (line: string, stream: "stdout" | "stderr") => {
      const told = stream === "stdout" && /^\{"port": (\d+)\}$/.exec(line);
      if (told) onPort(Number(told[1]));
      else served.onLine(line);
    },
  };
  const server = await startContainer(program, env);
  const ready = await Promise.race([port, server.ended]);
  served.signal.throwIfAborted();
  if (typeof ready !== "number") {
    throw new JobFault(
      `AlgorithmError: ${ready.stderr.at(-1) ?? "the model server ended"}, exit code: ${ready.exitCode}`,
    );
  }
  const address = `http://127.0.0.1:${ready}`;
  try {
    if (!(await fetch(`${address}/ping`, { signal: served.signal })).ok) {
      throw new JobFault("AlgorithmError: The model container did not pass the ping health check");
    }
  } catch (error) {
    // Nothing of it is left when it is told that it failed.
    await server.stop();
    throw error;
  }
  return {
    address,
    async invoke(body, { contentType, accept, signal }) {
      const headers = { "Content-Type": contentType, Accept: accept };
      const answer = await fetch(`${address}/invocations`, { method: "POST", headers, body, signal });
      const text = await answer.text();
      if (!answer.ok)
        throw new JobFault(`AlgorithmError: Bad HTTP status received from algorithm: ${answer.status}. ${text}`);
      return text;
    },
    stop: async () => {
      await server.stop();
    },
  };
}
