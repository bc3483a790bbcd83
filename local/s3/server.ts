/** A real S3 endpoint on this machine: moto, in the Python environment of the local run. */
import { join } from "node:path";
import { startProcess } from "../process";
import { pythonEnvironment } from "../python/childEnvironment";
import { UserError } from "../userError";

const LAUNCHER = join(__dirname, "..", "python", "s3_server.py");

/** A running S3 server; all it holds is gone when it stops. */
export interface S3Server {
  /** For instance `http://127.0.0.1:43567`. Buckets are named in the path (`forcePathStyle`). */
  endpoint: string;
  stop(): Promise<void>;
}

/**
 * Starts an S3 server on 127.0.0.1 and waits until it answers: about half a second.
 *
 * It ends with this program, however that ends. It takes any credentials: who may do what is the gateway's business.
 *
 * @param options.port a free one is taken when absent or 0
 * @throws UserError when the port cannot be had
 * @example const s3 = await startS3Server({ python }); …; await s3.stop();
 */
export async function startS3Server(options: {
  python: string;
  port?: number;
  signal?: AbortSignal;
}): Promise<S3Server> {
  const port = options.port ?? 0;
  let onFirstLine: (line: string) => void;
  const firstLine = new Promise<string>((resolve) => (onFirstLine = resolve));
  const server = await startProcess(options.python, [LAUNCHER, String(port)], {
    env: pythonEnvironment(options.python),
    signal: options.signal,
    onLine: (line, stream) => stream === "stdout" && onFirstLine(line),
  });
  const line = await Promise.race([firstLine, server.ended]);
  options.signal?.throwIfAborted();
  if (typeof line !== "string") {
    throw new Error(`The S3 server ended before it answered: ${line.stderr.at(-1) ?? `exit code ${line.exitCode}`}`);
  }
  const answer = JSON.parse(line) as { port?: number; failed?: string };
  if (answer.failed) {
    await server.ended;
    throw new UserError(
      `Port ${port} on 127.0.0.1 cannot be used for S3: ${answer.failed}.`,
      "Choose another with --port, or leave that out so that a free one is taken.",
    );
  }
  return {
    endpoint: `http://127.0.0.1:${answer.port}`,
    stop: async () => {
      await server.stop();
    },
  };
}
