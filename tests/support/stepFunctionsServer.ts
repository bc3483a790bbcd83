/** A real Step Functions endpoint for tests: moto, in the Python environment of the local run. It runs no states. */
import { join } from "node:path";
import { startProcess } from "../../local/process";
import { pythonEnvironment } from "../../local/python/childEnvironment";
import { testPython } from "./python";

/** Starts it; all it holds is gone when it stops. */
export async function startStepFunctions(): Promise<{ endpoint: string; stop(): Promise<void> }> {
  const python = await testPython();
  let onPort: (port: string) => void;
  const port = new Promise<string>((resolve) => (onPort = resolve));
  const server = await startProcess(python, [join(__dirname, "stepFunctionsServer.py")], {
    env: pythonEnvironment(python),
    onLine: (line, stream) => stream === "stdout" && onPort(line),
  });
  const answered = await Promise.race([port, server.ended]);
  if (typeof answered !== "string") throw new Error(`Step Functions did not start: ${answered.stderr.join("\n")}`);
  return {
    endpoint: `http://127.0.0.1:${answered}`,
    stop: async () => {
      await server.stop();
    },
  };
}
