import { spawnSync } from "node:child_process";
import fs, {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { expect } from "chai";
import { lambdaBundle } from "../../lambda/bundles";
import { projectRoot } from "../support/python";

describe("lambdaBundle", () => {
  /** A copy of what the bundle is made of, to change. */
  let copy: string;

  before(() => {
    copy = mkdtempSync(join(tmpdir(), "bundles-"));
    for (const path of ["lambda", "tools", "package.json", "package-lock.json", "tsconfig.json"]) {
      cpSync(join(projectRoot, path), join(copy, path), {
        recursive: true,
        filter: (source) => !source.includes("dist") && !source.includes("__pycache__"),
      });
    }
    symlinkSync(join(projectRoot, "node_modules"), join(copy, "node_modules"));
  });
  after(() => rmSync(copy, { recursive: true }));

  /** Runs the command in the copy, and gives what it says. */
  function bundle(): string {
    const { stdout, stderr, status } = spawnSync(process.execPath, ["tools/bundleLambdas.mjs", "--verbose"], {
      cwd: copy,
      encoding: "utf8",
    });
    expect(status, stderr).to.equal(0);
    return stdout;
  }
  const seed = () => join(copy, "lambda/dist/seed");
  const bytes = () => readFileSync(join(seed(), "index.js"));

  it("gives a folder with all that the function needs, and nothing else", () => {
    const folder = lambdaBundle("seed");
    expect(readdirSync(folder).sort()).to.deep.equal(["index.js", "sample.csv", "transform.py"]);
    for (const [file, source] of [
      ["sample.csv", "lambda/sample/sample.csv"],
      ["transform.py", "lambda/containers/transform.py"],
    ] as const) {
      expect(readFileSync(join(folder, file)).equals(readFileSync(join(projectRoot, source)))).to.equal(true);
    }
  });

  it("reads the list of inputs and nothing else, and writes nothing, when nothing has changed", () => {
    lambdaBundle("seed");
    const touched: string[] = [];
    const kept = { readFileSync: fs.readFileSync, writeFileSync: fs.writeFileSync, renameSync: fs.renameSync };
    const watched = Object.entries(kept).map(([name, call]) => [
      name,
      (...given: unknown[]) => {
        touched.push(`${name} ${relative(projectRoot, String(given[0]))}`);
        return (call as (...given: unknown[]) => unknown)(...given);
      },
    ]);
    try {
      Object.assign(fs, Object.fromEntries(watched));
      syncBuiltinESMExports();
      lambdaBundle("seed", () => expect.fail("bundled again"));
    } finally {
      Object.assign(fs, kept);
      syncBuiltinESMExports();
    }
    expect(touched).to.deep.equal(["readFileSync lambda/dist/seed.inputs.json"]);
  });

  it("gives the same bytes every time, and names no folder of this machine", () => {
    expect(bundle()).to.contain("was bundled");
    const before = bytes();
    rmSync(seed(), { recursive: true });
    expect(bundle()).to.contain("was bundled");
    expect(bytes().equals(before)).to.equal(true);
    expect(readFileSync(join(lambdaBundle("seed"), "index.js")).includes(projectRoot)).to.equal(false);
  });

  it("bundles again when an input has changed or a part is gone, and only then", () => {
    bundle();
    expect(bundle()).to.contain("is up to date");
    const before = bytes();

    const source = join(copy, "lambda/seed/dataError.ts");
    const index = join(copy, "lambda/seed/index.ts");
    utimesSync(index, new Date(), new Date(Date.now() - 5000));
    expect(bundle()).to.contain("was bundled");
    expect(bytes().equals(before)).to.equal(true);

    writeFileSync(source, 'export const added = "a new source";\n');
    writeFileSync(index, `${readFileSync(index, "utf8")}\nexport { added } from "./dataError";\n`);
    writeFileSync(join(seed(), "stray.txt"), "of another version");
    expect(bundle()).to.contain("was bundled");
    expect(bytes().includes("a new source")).to.equal(true);
    expect(existsSync(join(seed(), "stray.txt"))).to.equal(false);

    rmSync(source);
    writeFileSync(index, readFileSync(index, "utf8").replace(/export \{ added.*/, ""));
    expect(bundle()).to.contain("was bundled");
    rmSync(join(seed(), "index.js"));
    expect(bundle()).to.contain("was bundled");
  });

  it("stops with file and line when the function does not compile, and keeps the bundle that was there", () => {
    bundle();
    const before = bytes();
    const index = join(copy, "lambda/seed/index.ts");
    const right = readFileSync(index, "utf8");
    writeFileSync(index, `${right}\nimport "./nowhere";\n`);
    const { status, stderr } = spawnSync(process.execPath, ["tools/bundleLambdas.mjs"], {
      cwd: copy,
      encoding: "utf8",
    });
    expect(status).to.equal(1);
    expect(stderr).to.match(/lambda\/seed\/index\.ts:\d+:\d+: ERROR: Could not resolve "\.\/nowhere"/);
    expect(bytes().equals(before)).to.equal(true);
    writeFileSync(index, right);
  });
});
