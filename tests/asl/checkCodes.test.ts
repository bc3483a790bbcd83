/** One break of a right definition for every code that the checker has. */
import { expect } from "chai";
import { checkDefinition } from "../../asl/check/checkDefinition";
import { PROBLEM_CODES } from "../../asl/check/codes";
import { dataflowCodes } from "../../asl/check/dataflow/codes";
import { graphBreaks } from "./checkBreaks/graph";
import { jsonataBreaks } from "./checkBreaks/jsonata";
import { sdkBreaks } from "./checkBreaks/sdk";
import { structureBreaks } from "./checkBreaks/structure";
import { tasksBreaks } from "./checkBreaks/tasks";
import { everyState, everyStateInJsonata } from "./checkDefinitions";

describe("checkDefinition, code by code", () => {
  it("finds nothing in right definitions", () => {
    expect(checkDefinition(everyState())).to.deep.equal([]);
    expect(checkDefinition(everyStateInJsonata())).to.deep.equal([]);
  });

  const emitted = new Set(["not-an-object"]);
  for (const [language, right, breaks] of [
    ["JSONPath", everyState, [...structureBreaks, ...graphBreaks, ...tasksBreaks, ...sdkBreaks]],
    ["JSONata", everyStateInJsonata, jsonataBreaks],
  ] as const) {
    for (const [what, expected, change, options] of breaks) {
      it(`finds ${what} (${language}): ${expected.split(" ")[0]}`, () => {
        const definition = right();
        change(definition);
        const found = checkDefinition(definition, options);
        for (const { code } of found) emitted.add(code);
        expect(found.map(({ code, path }) => `${code} ${path}`)).to.include(expected);
      });
    }
  }

  it("has no code that is not found here, and tells of each what it means", () => {
    // Those of the dataflow have tests of their own.
    const own = Object.keys(PROBLEM_CODES).filter((code) => !Object.hasOwn(dataflowCodes, code));
    expect([...emitted].filter((code) => !Object.hasOwn(dataflowCodes, code)).sort()).to.deep.equal(own.sort());
    for (const { meaning } of Object.values(PROBLEM_CODES)) expect(meaning).to.match(/^[A-Z`.].*\.$/);
  });
});
