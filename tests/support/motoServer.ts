/** AWS services of moto, each as an HTTP server of its own. */
import { join } from "node:path";
import { startProcess } from "../../local/process";
import { pythonEnvironment } from "../../local/python/childEnvironment";
import { motoPython, testPython } from "./python";

/** A running service; all it holds is gone when it stops. */
export interface MotoServer {
  endpoint: string;
  stop(): Promise<void>;
}

/**
 * Starts one of moto's services.
 *
 * @param options.executes whether executions of Step Functions run their states. That needs packages which the local run does
 *   without; otherwise its Python is enough, and executions stay as they were started
 */
export async function motoServer(
  service: "logs" | "sagemaker" | "stepfunctions",
  { executes = false }: { executes?: boolean } = {},
): Promise<MotoServer> {
  const python = await (executes ? motoPython() : testPython());
  let onPort: (port: string) => void;
  const port = new Promise<string>((resolve) => (onPort = resolve));
  const script = join(__dirname, "motoServer.py");
  const server = await startProcess(python, [script, service, ...(executes ? ["--executes"] : [])], {
    env: pythonEnvironment(python),
    onLine: (line, stream) => stream === "stdout" && onPort(line),
  });
  const answered = await Promise.race([port, server.ended]);
  if (typeof answered !== "string") throw new Error(`moto's ${service} did not start: ${answered.stderr.join("\n")}`);
  return {
    endpoint: `http://127.0.0.1:${answered}`,
    stop: async () => {
      await server.stop();
    },
  };
}
