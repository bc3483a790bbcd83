/** A model behind HTTP, as SageMaker's serving containers put it: `/ping` and `/invocations`. */
import { startContainer } from "./container";
import type { JobEnvironment } from "./jobEnvironment";
import { JobFault } from "./jobFault";
import type { JobFolder } from "./jobFolder";

/** A running model server. */
export interface ModelServer {
  /** `http://127.0.0.1:PORT` */
  address: string;
  /** Posts a payload; gives the answer's body. @throws JobFault when the model answers with an error */
  invoke(body: string, options: { contentType: string; accept: string; signal: AbortSignal }): Promise<string>;
  stop(): Promise<void>;
}

/**
 * Starts the server for the model in the folder's `/opt/ml/model` and waits until it is healthy.
 *
 * @throws JobFault when the model cannot be loaded
 */
export async function startModelServer(
  options: {
    folder: JobFolder;
    roleArn: string;
    variables: Record<string, string>;
    signal: AbortSignal;
    onLine: (line: string) => void;
  },
  env: JobEnvironment,
): Promise<ModelServer> {
  let onPort: (port: number) => void;
  const port = new Promise<number>((resolve) => (onPort = resolve));
  const program = {
    ...options,
    script: "xgboost_serve.py" as const,
    args: [options.folder.at("/opt/ml")],
    onLine: (line: string, stream: "stdout" | "stderr") => {
      if (stream === "stdout" && line.startsWith("{")) onPort((JSON.parse(line) as { port: number }).port);
      else options.onLine(line);
    },
  };
  const server = await startContainer(program, env);
  const ready = await Promise.race([port, server.ended]);
  options.signal.throwIfAborted();
  if (typeof ready !== "number") {
    throw new JobFault(
      `AlgorithmError: ${ready.stderr.at(-1) ?? "the model server ended"}, exit code: ${ready.exitCode}`,
    );
  }
  const address = `http://127.0.0.1:${ready}`;
  try {
    if (!(await fetch(`${address}/ping`, { signal: options.signal })).ok) {
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
