import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "chai";
import { runProcess, startProcess } from "../../local/process";
import { projectRoot } from "../support/python";

const env = { PATH: process.env.PATH };
const lifeline = join(projectRoot, "local", "containers", "lifeline.py");

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    // A zombie that init has not collected yet is over, too.
    return !/^\d+ \(.*\) Z/s.test(existsSync(`/proc/${pid}/stat`) ? readFileSync(`/proc/${pid}/stat`, "utf8") : "");
  } catch {
    return false;
  }
}

async function isGone(pid: number): Promise<boolean> {
  for (let i = 0; i < 50 && isRunning(pid); i++) await sleep(50);
  return !isRunning(pid);
}

describe("startProcess", () => {
  it("gives lines as they come, the exit code and the tail of standard error", async () => {
    const lines: string[] = [];
    const script = "printf 'one\\ntwo'; for i in $(seq 50); do echo $i >&2; done; exit 3";
    const end = await runProcess("sh", ["-c", script], {
      env,
      onLine: (line, stream) => lines.push(`${stream} ${line}`),
    });
    expect(lines).to.include.members(["stdout one", "stdout two", "stderr 1", "stderr 50"]);
    expect(end.exitCode).to.equal(3);
    expect(end.stderr).to.have.length(40);
    expect(end.stderr.at(-1)).to.equal("50");
  });

  it("hands on nothing of this program's environment and the input given", async () => {
    const lines: string[] = [];
    await runProcess("sh", ["-c", "cat; env"], {
      env: { ...env, ONLY: "this" },
      input: "hello\n",
      onLine: (l) => lines.push(l),
    });
    expect(lines).to.include.members(["hello", "ONLY=this"]);
    expect(lines.join("\n")).not.to.match(/^HOME=/m);
  });

  it("rejects when the command does not exist", async () => {
    const error = await runProcess("/nonexistent/command", [], { env }).catch((error) => error);
    expect(error.code).to.equal("ENOENT");
  });

  it("ends what the child left running", async () => {
    const lines: string[] = [];
    await runProcess("sh", ["-c", "sleep 60 & echo $!"], { env, onLine: (line) => lines.push(line) });
    expect(await isGone(Number(lines[0]))).to.equal(true);
  });

  it("does not wait for what left the group and holds the output open", async () => {
    const lines: string[] = [];
    const script = `import os, subprocess
print(subprocess.Popen(["sleep", "30"], start_new_session=True).pid, flush=True)`;
    const start = performance.now();
    await runProcess("python3", ["-c", script], { env, onLine: (line) => lines.push(line) });
    expect(performance.now() - start).to.be.lessThan(5000);
    process.kill(Number(lines[0]), "SIGKILL");
  });

  it("stops the whole group on abort, even one that ignores SIGTERM", async () => {
    const lines: string[] = [];
    const abort = new AbortController();
    const script = "trap '' TERM; sh -c \"trap '' TERM; echo \\$\\$; sleep 60\" & echo $$; wait; sleep 60";
    const child = await startProcess("sh", ["-c", script], {
      env,
      signal: abort.signal,
      onLine: (line) => lines.push(line),
    });
    while (lines.length < 2) await sleep(10);
    const start = performance.now();
    abort.abort();
    expect((await child.ended).signal).to.equal("SIGKILL");
    expect(performance.now() - start).to.be.within(1500, 4000);
    for (const pid of lines.map(Number)) expect(await isGone(pid)).to.equal(true);
  });

  for (const [name, ending] of [
    ["an uncaught error", "throw new Error('unexpected')"],
    ["SIGTERM", "process.kill(process.pid, 'SIGTERM')"],
    ["kill -9, when the child holds the lifeline", "process.kill(process.pid, 'SIGKILL')"],
  ]) {
    it(`leaves nothing running when this program ends by ${name}`, async () => {
      const program = `
        const { startProcess } = require("./local/process");
        const script = "import sys; sys.path.insert(0, ${JSON.stringify(join(lifeline, "..")).replaceAll('"', "'")})\\n" +
          "import lifeline, time; lifeline.hold(); print('ready', flush=True); time.sleep(60)";
        startProcess("python3", ["-c", script], { env: process.env, onLine() { ${ending}; } })
          .then((child) => console.log(child.pid));`;
      const parent = spawn(process.execPath, ["--import", "tsx", "-e", program], {
        cwd: projectRoot,
        stdio: ["ignore", "pipe", "ignore"],
      });
      let pid = "";
      parent.stdout.on("data", (data) => (pid += data));
      await once(parent, "close");
      expect(Number(pid)).to.be.greaterThan(0);
      expect(await isGone(Number(pid))).to.equal(true);
    });
  }
});
