/** What a program of script mode asks for beside its container: containers install it, a local run does not. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { runProcess } from "../../process";
import { pythonEnvironment } from "../../python/childEnvironment";
import { UserError } from "../../userError";
import type { JobEnvironment } from "../jobEnvironment";

const SCRIPT = join(__dirname, "..", "..", "containers", "unmet_requirements.py");

/**
 * Makes sure that a program finds what its requirements.txt lists.
 *
 * @param owner as messages call the job or model: `Training job churn-1`
 * @param folder the program's, on this machine
 * @throws UserError when something is not there, or when the program is a package that pip would have to install
 */
export async function checkRequirements(owner: string, folder: string, env: JobEnvironment): Promise<void> {
  if (existsSync(join(folder, "setup.py"))) {
    throw new UserError(
      `${owner} does not run locally: its source has a setup.py, and nothing is installed in a local run.`,
      "Put the modules beside the program without a setup.py, or run this pipeline on AWS.",
    );
  }
  const file = join(folder, "requirements.txt");
  if (!existsSync(file)) return;
  const lines: string[] = [];
  const end = await runProcess(env.python, [SCRIPT, file], {
    env: pythonEnvironment(env.python),
    signal: env.signal,
    onLine: (line, stream) => stream === "stdout" && lines.push(line),
  });
  if (end.exitCode !== 0) {
    throw new UserError(
      `${owner} does not run locally: its requirements.txt cannot be read: ${end.stderr.at(-1)}`,
      "Mend the file, or leave it out.",
    );
  }
  const unmet = JSON.parse(lines.join("")) as { requirement: string; here: string | null }[];
  if (unmet.length === 0) return;
  const listed = unmet.map(({ requirement, here }) => `${requirement} (here: ${here ?? "none"})`).join(", ");
  throw new UserError(
    `${owner} does not run locally: its requirements.txt asks for ${listed}, and nothing is installed in a local run.`,
    "Ask for what the local run has (local/python/requirements.txt lists it), or run this pipeline on AWS.",
  );
}
