/** The virtual environment with the pinned Python packages that the local run needs. */
import { createHash } from "node:crypto";
import { existsSync, readFileSync, realpathSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { runProcess } from "../process";
import { UserError } from "../userError";
import { findPython } from "./interpreter";

const LOCK_FILE = join(__dirname, "requirements.txt");
const BUILD_SCRIPT = join(__dirname, "build.py");

/** How the environment is found or made. */
export interface PythonOptions {
  /**
   * The project's folder. The environment goes into `.mlpipe/` below the nearest folder up from it that has a
   * `package.json`, so that the programs of a repository share one; below this folder itself when none has.
   */
  root: string;
  /**
   * The file with the packages' versions.
   * @default the local run's own
   */
  lockFile?: string;
  /** Called with a line of text whenever there is progress; never called when the environment is in place. */
  onProgress?: (line: string) => void;
  /** Stops the making of it; what is half made is made anew next time. */
  signal?: AbortSignal;
}

/**
 * Gives the Python of a virtual environment that holds exactly the packages of a lock file, and makes it when it is
 * not there: about 15 seconds and 500 MB, of which 100 MB are downloaded. When it is there nothing is started: that
 * takes a few milliseconds. Runs that need it at the same time wait for the one that makes it.
 *
 * @throws UserError when there is no suitable Python, no way to the packages, no room on the disk
 * @example const { python } = await ensurePython({ root: process.cwd(), onProgress: console.error });
 */
export async function ensurePython(options: PythonOptions): Promise<{ python: string }> {
  const home = join(packageFolder(options.root), ".mlpipe");
  const { lockFile = LOCK_FILE } = options;
  const folder = join(home, `python-${fingerprint(lockFile)}`);
  const python = join(folder, "bin", "python");
  if (isComplete(folder, python)) return { python };

  const interpreter = await findPython(options.signal);
  let last = "";
  const end = await runProcess(interpreter, [BUILD_SCRIPT, folder, lockFile], {
    env: process.env,
    signal: options.signal,
    onLine: (line) => {
      last = line;
      if (!line.startsWith("{")) options.onProgress?.(line);
    },
  });
  if (end.exitCode !== 0) throw advice(last, home);
  return { python };
}

/** The nearest folder up from here that has a `package.json`; the given one when none has. */
function packageFolder(root: string): string {
  const start = resolve(root);
  for (let folder = start; ; folder = dirname(folder)) {
    if (existsSync(join(folder, "package.json"))) return folder;
    if (folder === dirname(folder)) return start;
  }
}

/** Changes when the lock does, or when another interpreter is asked for. */
function fingerprint(lockFile: string): string {
  const hash = createHash("sha256").update(readFileSync(lockFile));
  return hash
    .update(process.env.MLPIPE_PYTHON ?? "")
    .digest("hex")
    .slice(0, 12);
}

/** Whether the stamp is there and the interpreter still is the one that the packages were installed for. */
function isComplete(folder: string, python: string): boolean {
  try {
    const stamp = JSON.parse(readFileSync(join(folder, "complete.json"), "utf8")) as { interpreter?: string };
    return stamp.interpreter === realpathSync(python);
  } catch {
    return false;
  }
}

/** The error for the user, from the last line that build.py printed. */
function advice(lastLine: string, folder: string): UserError {
  const { failed, detail } = parseFailure(lastLine);
  switch (failed) {
    case "network":
      return new UserError(
        "The Python packages could not be downloaded: the package index cannot be reached.",
        "Check the network; behind a proxy set HTTPS_PROXY, for a mirror set PIP_INDEX_URL, and on a machine without " +
          "a network put the wheels into a folder and set PIP_FIND_LINKS=/that/folder and PIP_NO_INDEX=1. Then run " +
          "this again: it starts the set-up over.",
      );
    case "packages":
      return new UserError(
        "The package index does not offer all the Python packages that are needed for this Python and platform.",
        "Use a CPython from 3.10 to 3.14 (name it with MLPIPE_PYTHON); for a mirror check PIP_INDEX_URL, and for a " +
          "folder of wheels (PIP_FIND_LINKS) that it holds everything in local/python/requirements.txt.",
      );
    case "disk":
      return new UserError(
        `The disk is full: the Python packages need about 500 MB in ${folder}.`,
        "Make room, then run this again. Nothing half-made was left behind.",
      );
    case "folder":
      return new UserError(`The folder ${folder} cannot be written to: ${detail}.`, "Give yourself the right to.");
    case "venv":
      return new UserError(
        "The virtual environment could not be made: Python's venv or ensurepip module does not work.",
        "Install them (Debian, Ubuntu: sudo apt install python3-venv), or name another Python with MLPIPE_PYTHON.",
      );
    case "libomp":
      return new UserError(
        "XGBoost does not load: the OpenMP library is missing.",
        "Install it (macOS: brew install libomp; Debian, Ubuntu: sudo apt install libgomp1), then run this again.",
      );
    default:
      return new UserError(
        `The Python packages could not be installed: ${detail || "the installer gave no reason"}.`,
        "Run this again; if it stays, name another Python with MLPIPE_PYTHON.",
      );
  }
}

function parseFailure(line: string): { failed?: string; detail?: string } {
  try {
    return JSON.parse(line) as { failed?: string; detail?: string };
  } catch {
    return { detail: line };
  }
}
