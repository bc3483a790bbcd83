/** Finds the Python interpreter to make the virtual environment with. */
import { runProcess } from "../process";
import { UserError } from "../userError";

/** The oldest Python that the locked packages have wheels for. */
const OLDEST_MINOR = 10;
const CANDIDATES = ["python3", "python3.13", "python3.12", "python3.11", "python3.14", "python3.10", "python"];
const PROBE =
  "import sys, importlib.util as u; print('%d.%d.%d' % sys.version_info[:3], bool(u.find_spec('ensurepip') and u.find_spec('venv')))";

const HOW_TO_INSTALL =
  "Install it (Debian, Ubuntu: sudo apt install python3 python3-venv; macOS: brew install python), or name one that is " +
  "there with the environment variable MLPIPE_PYTHON=/path/to/python3.";

/**
 * Gives the command of a Python >= 3.10 that can make virtual environments: `MLPIPE_PYTHON` when set, else the first on
 * the PATH among python3, python3.x and python.
 *
 * @throws UserError when there is none; it says whether none was found, all are too old, or the venv module is missing
 */
export async function findPython(signal?: AbortSignal): Promise<string> {
  const chosen = process.env.MLPIPE_PYTHON;
  let tooOld: string | undefined;
  let withoutVenv: string | undefined;
  for (const command of chosen ? [chosen] : CANDIDATES) {
    const found = await probe(command, signal);
    if (!found) continue;
    if (!found.recent) tooOld ??= found.version;
    else if (!found.hasVenv) withoutVenv ??= found.version;
    else return command;
  }
  if (withoutVenv) {
    const minor = withoutVenv.split(".").slice(0, 2).join(".");
    throw new UserError(
      `Python ${withoutVenv} was found, but without its venv and ensurepip modules.`,
      `Install them (Debian, Ubuntu: sudo apt install python${minor}-venv), or name another Python with MLPIPE_PYTHON.`,
    );
  }
  if (tooOld) {
    throw new UserError(`Python 3.${OLDEST_MINOR} or later is needed; ${tooOld} was found.`, HOW_TO_INSTALL);
  }
  if (chosen) {
    throw new UserError(
      `MLPIPE_PYTHON names ${chosen}, which is not a Python that runs.`,
      `Correct it, or unset it so that python3 on the PATH is used.`,
    );
  }
  throw new UserError(`Python 3.${OLDEST_MINOR} or later was not found.`, HOW_TO_INSTALL);
}

async function probe(command: string, signal?: AbortSignal) {
  let output = "";
  try {
    const onLine = (line: string, stream: string) => {
      if (stream === "stdout") output += line;
    };
    await runProcess(command, ["-c", PROBE], { env: process.env, signal, onLine });
  } catch {
    signal?.throwIfAborted();
    return undefined;
  }
  const match = /^((\d+)\.(\d+)\S*) (True|False)$/.exec(output.trim());
  if (!match) return undefined;
  const recent = Number(match[2]) === 3 && Number(match[3]) >= OLDEST_MINOR;
  return { version: match[1]!, recent, hasVenv: match[4] === "True" };
}
