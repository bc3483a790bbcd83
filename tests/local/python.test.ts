import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { ensurePython } from "../../local/python/environment";
import { runProcess } from "../../local/process";
import { UserError } from "../../local/userError";
import { projectRoot, pythonSetupTimeout, testPython } from "../support/python";

describe("ensurePython", function () {
  this.timeout(pythonSetupTimeout);
  let root: string;
  let before: NodeJS.ProcessEnv;

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "mlpipe-python-"));
    before = { ...process.env };
  });
  afterEach(() => {
    process.env = before;
    rmSync(root, { recursive: true, force: true });
  });

  async function failure(environment: NodeJS.ProcessEnv): Promise<UserError> {
    Object.assign(process.env, environment);
    const error = await ensurePython({ root }).catch((error) => error);
    expect(error).to.be.instanceOf(UserError);
    expect(error.message).not.to.match(/https?:|127\.0\.0\.1|secret/);
    return error;
  }

  function fakePython(prints: string): string {
    const path = join(root, "python3");
    writeFileSync(path, `#!/bin/sh\necho '${prints}'\n`, { mode: 0o755 });
    return path;
  }

  it("makes the environment once for runs that start together, also over a half-made one", async () => {
    const { python } = await ensurePython({ root: projectRoot });
    const folder = join(root, ".mlpipe", python.split("/").at(-3)!);
    mkdirSync(join(folder, "bin"), { recursive: true });
    writeFileSync(join(folder, "bin", "python"), "half made");

    const progress: string[] = [];
    const runs = [1, 2].map(() => ensurePython({ root, onProgress: (line) => progress.push(line) }));
    const [first, second] = await Promise.all(runs);
    expect(first).to.deep.equal(second);
    expect(first!.python).to.equal(join(folder, "bin", "python"));
    expect(progress.filter((line) => line.startsWith("Making a virtual environment"))).to.have.length(1);
    expect(progress.join("\n")).to.match(/Another run is preparing Python/);

    const lines: string[] = [];
    const script = "import xgboost, importlib.util as u; print(xgboost.__version__, u.find_spec('sympy'))";
    await runProcess(first!.python, ["-c", script], { env: {}, onLine: (line) => lines.push(line) });
    expect(lines).to.deep.equal(["3.0.5 None"]);
  });

  it("starts no process and takes no time when the environment is in place", async () => {
    await testPython();
    process.env.PATH = "/nonexistent";
    const start = performance.now();
    await ensurePython({ root: projectRoot, onProgress: () => expect.fail("no progress to report") });
    expect(performance.now() - start).to.be.lessThan(20);
  });

  it("names a wrong MLPIPE_PYTHON", async () => {
    const error = await failure({ MLPIPE_PYTHON: "/nonexistent" });
    expect(error.problem).to.match(/MLPIPE_PYTHON names \/nonexistent/);
    expect(existsSync(join(root, ".mlpipe"))).to.equal(false);
  });

  it("says how to install Python when there is none", async () => {
    const error = await failure({ PATH: root });
    expect(error.problem).to.match(/Python 3\.10 or later was not found/);
    expect(error.remedy).to.match(/apt install python3.*brew install python.*MLPIPE_PYTHON/);
  });

  it("gives the version of a Python that is too old", async () => {
    const error = await failure({ MLPIPE_PYTHON: fakePython("3.8.18 True") });
    expect(error.problem).to.match(/3\.10 or later is needed; 3\.8\.18 was found/);
  });

  it("names the package to install when the venv module is missing", async () => {
    const error = await failure({ MLPIPE_PYTHON: fakePython("3.11.2 False") });
    expect(error.remedy).to.match(/apt install python3\.11-venv/);
  });

  it("takes the next Python on the PATH when the first one is too old", async () => {
    fakePython("3.9.1 True");
    writeFileSync(join(root, "python3.13"), "#!/bin/sh\necho '3.13.0 False'\n", { mode: 0o755 });
    const error = await failure({ PATH: root });
    expect(error.problem).to.match(/Python 3\.13\.0 was found, but without its venv/);
  });

  const nothingCached = { UV_NO_CACHE: "1", PIP_NO_CACHE_DIR: "1" };

  it("says what to do without a network, and leaves nothing half-made", async () => {
    const error = await failure({
      ...nothingCached,
      PIP_FIND_LINKS: "",
      PIP_INDEX_URL: "http://user:secret@127.0.0.1:9/simple",
    });
    expect(error.problem).to.match(/package index cannot be reached/);
    expect(error.remedy).to.match(/HTTPS_PROXY.*PIP_INDEX_URL.*PIP_FIND_LINKS.*run\s+this again/);
    expect(readdirSync(join(root, ".mlpipe")).filter((name) => !name.endsWith(".lock"))).to.deep.equal([]);
  });

  it("says what to do when the index lacks the packages", async () => {
    const error = await failure({ ...nothingCached, PIP_FIND_LINKS: "", PIP_NO_INDEX: "1", UV_NO_INDEX: "1" });
    expect(error.problem).to.match(/does not offer all the Python packages/);
  });

  it("stops when aborted", async () => {
    const abort = new AbortController();
    const run = ensurePython({ root, signal: abort.signal, onProgress: () => abort.abort(new Error("stopped")) });
    expect(await run.catch((error) => error.message)).to.equal("stopped");
  });

  it("recognises a full disk in the words of pip, uv and the system", async () => {
    const outputs = [
      "ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device",
      "  Caused by: No space left on device (os error 28)",
    ];
    const lines: string[] = [];
    const script = `import json, sys; sys.path.insert(0, "local/python"); import build
for output in json.loads(sys.argv[1]): print(build.failure_of(output).kind)`;
    await runProcess(await testPython(), ["-c", script, JSON.stringify(outputs)], {
      env: {},
      cwd: projectRoot,
      onLine: (line) => lines.push(line),
    });
    expect(lines).to.deep.equal(["disk", "disk"]);
  });
});
