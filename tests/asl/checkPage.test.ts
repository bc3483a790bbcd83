/** docs/checks.md lists every code as the checker has it. */
import { expect } from "chai";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { PROBLEM_CODES } from "../../asl/check/codes";
import { TEXT_CODES } from "../../asl/read/codes";

describe("docs/checks.md", () => {
  const page = readFileSync(join(__dirname, "../../docs/checks.md"), "utf8");

  it("lists every code, with its severity and meaning, in order", () => {
    const rows = [...page.matchAll(/^\| `([a-z-]+)` +\| (\w+) +\| (.*?) +\|$/gm)].map(([, ...cells]) => cells);
    const codes = Object.entries(PROBLEM_CODES).map(([code, { severity, meaning }]) => [code, severity, meaning]);
    expect(rows).to.deep.equal(codes);
  });

  it("lists every code of files that cannot be read, with its meaning, in order", () => {
    const rows = [...page.matchAll(/^\| `([a-z-]+)` +\| ([^|]*?) +\|$/gm)].map(([, ...cells]) => cells);
    expect(rows).to.deep.equal(Object.entries(TEXT_CODES));
  });
});
