/** The environment variables that a Python child process needs, whatever this program's own are. */
import { existsSync, readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/**
 * Gives what any Python of the local run starts with; the caller adds what the container contract says. Nothing of
 * this program's environment gets through, so that a run neither depends on the user's shell nor shows its secrets to
 * scripts.
 *
 * @example startProcess(python, ["train.py"], { env: { ...pythonEnvironment(python), AWS_REGION: "eu-west-1" } });
 */
export function pythonEnvironment(python: string): Record<string, string> {
  return {
    // `python3` in a script of the user's means the same Python.
    PATH: [dirname(python), "/usr/local/bin", "/usr/bin", "/bin"].join(":"),
    TMPDIR: tmpdir(),
    LANG: "C.UTF-8",
    PYTHONUTF8: "1",
    PYTHONUNBUFFERED: "1",
    ...(process.platform === "darwin" ? openMpFallback(python) : {}),
  };
}

/** On macOS XGBoost looks for an OpenMP library that it does not bring; scikit-learn brings one. */
function openMpFallback(python: string): Record<string, string> {
  const lib = join(dirname(python), "..", "lib");
  const version = readdirSync(lib).find((name) => name.startsWith("python3")) ?? "";
  const folder = join(lib, version, "site-packages", "sklearn", ".dylibs");
  return existsSync(folder) ? { DYLD_FALLBACK_LIBRARY_PATH: `${folder}:/usr/local/lib:/usr/lib` } : {};
}
