/** Programs for existing definitions: each evaluates to what was imported, compiles, and is laid out as Prettier does. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import fc from "fast-check";
import { format } from "prettier";
import ts from "typescript";
import { checkDefinition } from "../../../asl/check/checkDefinition";
import { programCode } from "../../../cli/import/programCode";
import { build, plans } from "../../support/fragments";
import { projectRoot } from "../../support/python";
import { definitions } from "./definitions";
import { definitionOf } from "./importedProgram";

const program = (definition: Parameters<typeof programCode>[0], root = ".") =>
  programCode(definition, { name: "imported", from: "imported.asl.json", root });
const laidOut = (text: string) => format(text, { parser: "typescript", printWidth: 120, trailingComma: "all" });

describe("the program for a definition", function () {
  this.timeout(120_000);

  for (const [what, definition] of Object.entries(definitions)) {
    it(`evaluates to it, laid out as Prettier does: ${what}`, async () => {
      expect(checkDefinition(definition).filter(({ severity }) => severity === "error")).to.deep.equal([]);
      const { text } = program(definition);
      expect(definitionOf(text)).to.deep.equal(definition);
      expect(text).to.equal(await laidOut(text));
    });
  }

  it("evaluates to it, with the builders alone, for whatever the builders make", () =>
    fc.assert(
      fc.asyncProperty(plans, async (planned) => {
        const definition = build(planned);
        const { text, literals } = program(definition);
        expect(literals).to.deep.equal([]);
        expect(definitionOf(text)).to.deep.equal(definition);
        expect(text).to.equal(await laidOut(text));
      }),
      { numRuns: 60 },
    ));

  it("compiles under strict, without a constant that nothing uses", () => {
    const folder = mkdtempSync(join(projectRoot, "tests/cli/import/compiled-"));
    try {
      const files = Object.values(definitions).map((definition, index) => {
        const file = join(folder, `program${index}.ts`);
        writeFileSync(file, program(definition, "../../../..").text);
        return file;
      });
      const { config } = ts.readConfigFile(join(projectRoot, "tsconfig.json"), (path) => ts.sys.readFile(path));
      const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, projectRoot);
      const found = ts.getPreEmitDiagnostics(ts.createProgram(files, options));
      expect(found.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n"))).to.deep.equal([]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("writes a state as it is where no builder gives it, and says why", () => {
    const { text, literals } = program(definitions["JSONata in one state alone"]!);
    expect(literals).to.deep.equal(["Rest"]);
    expect(text).to.contain("// As it was imported: no builder gives this OutputPath.\nconst rest = fragmentOf(");
    expect(text).to.contain('jsonataPass("Mixed", { output: { Sum: jsonata("1 + 1") } })');
  });

  it("writes loops as jumps, and a state that several lead to once", () => {
    const loop = program(definitions["a loop"]!).text;
    expect(loop).to.match(/goTo\("Start"\)/);
    const shared = program(definitions["a Catch that ends elsewhere, and states that several lead to"]!).text;
    expect(shared.match(/pass\("Save"/g)).to.have.length(1);
    expect(shared).to.contain('const save = ended(pass("Save", { result: [1, 2, 3] }));');
  });

  it("asks the stack's config for what the definition leaves open", () => {
    const { text } = program(definitions["placeholders and awkward names"]!);
    expect(text).to.contain('"Function.Arn": config.require("Function-Arn")');
  });

  it("keeps states that nothing leads to, and a state named __proto__", () => {
    const pass = { Type: "Pass" as const, End: true };
    const lost = { StartAt: "A", States: { A: pass, B: { ...pass, End: undefined, Next: "A" }, C: pass } };
    const given = JSON.parse(JSON.stringify(lost));
    expect(definitionOf(program(given).text)).to.deep.equal(given);
    const odd = JSON.parse('{"StartAt":"__proto__","States":{"__proto__":{"Type":"Succeed"}}}');
    expect(JSON.stringify(definitionOf(program(odd).text))).to.equal(JSON.stringify(odd));
  });

  it("goes through 2,000 states in a row", () => {
    const states = Object.fromEntries(
      Array.from({ length: 2000 }, (_, index) => [
        `S${index}`,
        { Type: "Pass" as const, ...(index === 1999 ? { End: true } : { Next: `S${index + 1}` }) },
      ]),
    );
    const given = { StartAt: "S0", States: states };
    const { text, literals } = program(given);
    expect(literals).to.deep.equal([]);
    expect(definitionOf(text)).to.deep.equal(given);
  });
});
