/** The virtual environment for tests that run real Python: made once, in the project's own `.mlpipe`. */
import { join } from "node:path";
import { ensurePython } from "../../local/python/environment";

/** The project's folder. */
export const projectRoot = join(__dirname, "..", "..");

let shared: Promise<{ python: string }> | undefined;

/** Gives the path of the Python to test with; the first call on a machine installs the packages. */
export async function testPython(): Promise<string> {
  shared ??= ensurePython({ root: projectRoot });
  return (await shared).python;
}

/**
 * Time enough for the first call of `testPython` on a machine with nothing cached, in milliseconds.
 *
 * @example before(async function () { this.timeout(pythonSetupTimeout); python = await testPython(); });
 */
export const pythonSetupTimeout = 300_000;

let motoParts: Promise<{ python: string }> | undefined;

/** Gives the path of the Python that can run moto's Step Functions; the first call on a machine installs the packages. */
export async function motoPython(): Promise<string> {
  motoParts ??= ensurePython({ root: projectRoot, lockFile: join(__dirname, "requirements.txt") });
  return (await motoParts).python;
}
