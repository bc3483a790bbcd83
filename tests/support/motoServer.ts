/** AWS services of moto, each as an HTTP server of its own. */
import { startProcess } from "../../local/process";
import { pythonEnvironment } from "../../local/python/childEnvironment";

const SERVER = `
import json, sys
from moto.core.config import default_user_config
default_user_config["stepfunctions"]["execute_state_machine"] = True
from moto.moto_server.werkzeug_app import create_backend_app
from werkzeug.serving import make_server
import logging
logging.getLogger("werkzeug").setLevel(logging.ERROR)
server = make_server("127.0.0.1", 0, create_backend_app(sys.argv[1]), threaded=True)
print(json.dumps({"port": server.port}), flush=True)
server.serve_forever()
`;

/** A running service; all it holds is gone when it stops. */
export interface MotoServer {
  endpoint: string;
  stop(): Promise<void>;
}

/** Starts one of moto's services: `sagemaker`, `stepfunctions`. */
export async function motoServer(python: string, service: string): Promise<MotoServer> {
  let onFirstLine: (line: string) => void;
  const firstLine = new Promise<string>((resolve) => (onFirstLine = resolve));
  const server = await startProcess(python, ["-c", SERVER, service], {
    env: pythonEnvironment(python),
    signal: undefined,
    onLine: (line, stream) => stream === "stdout" && onFirstLine(line),
  });
  const line = await Promise.race([firstLine, server.ended]);
  if (typeof line !== "string") throw new Error(`moto's ${service} did not start: ${line.stderr.join("\n")}`);
  return {
    endpoint: `http://127.0.0.1:${(JSON.parse(line) as { port: number }).port}`,
    stop: async () => {
      await server.stop();
    },
  };
}
