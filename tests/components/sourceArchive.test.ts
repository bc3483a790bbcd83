import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { packSource } from "../../components/parts/sourceArchive";

describe("the archive of a program", () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "source-"))));
  afterEach(() => rmSync(folder, { recursive: true }));

  function program(name: string, files: Record<string, string>): string {
    const at = join(folder, name);
    for (const [file, content] of Object.entries(files)) {
      mkdirSync(join(at, file, ".."), { recursive: true });
      writeFileSync(join(at, file), content);
    }
    return at;
  }
  const pack = (at: string) => packSource(at, join(folder, "archives"));

  it("holds the program's files, and not what a machine leaves beside them", () => {
    const files = { "train.py": "print(1)\n", "parts/model.py": "x".repeat(512), "empty.txt": "" };
    const at = program("one", { ...files, "__pycache__/train.cpython-311.pyc": "x", ".git/HEAD": "x" });
    symlinkSync("/etc", join(at, "etc"));
    const into = join(folder, "unpacked");
    mkdirSync(into);
    execFileSync("tar", ["xzf", pack(at).file, "-C", into]);
    const listed = execFileSync("tar", ["tzf", pack(at).file], { encoding: "utf8" })
      .trim()
      .split("\n");
    expect(listed).to.deep.equal(["empty.txt", "parts/model.py", "train.py"]);
    for (const [file, content] of Object.entries(files))
      expect(readFileSync(join(into, file), "utf8")).to.equal(content);
  });

  it("has the same bytes wherever and whenever the same files lie, and others when a file differs", () => {
    const files = { "b.py": "b", "a.py": "a", "c/d.py": "d" };
    const one = pack(program("one", files));
    const elsewhere = program("two", { "c/d.py": "d", "a.py": "a", "b.py": "b" });
    utimesSync(join(elsewhere, "a.py"), 1, 1);
    expect(pack(elsewhere)).to.deep.equal(one);
    expect(pack(program("three", { ...files, "b.py": "B" })).digest).to.not.equal(one.digest);
    expect(pack(program("four", { ...files, "e.py": "" })).digest).to.not.equal(one.digest);
  });

  it("refuses a path that the format cannot hold", () => {
    const name = `${"n".repeat(98)}.py`;
    expect(() => pack(program("one", { [name]: "" }))).to.throw(`${name} has more than 100 bytes`);
  });
});
