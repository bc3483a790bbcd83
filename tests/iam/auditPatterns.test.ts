/** Patterns as sets of texts, held against every text of a small alphabet. */
import { expect } from "chai";
import fc from "fast-check";
import { covers, hasWildcard, meets } from "../../iam/audit/patterns";

/** Every text of up to five letters. `z` is in no pattern. */
const TEXTS = (function* () {
  let layer = [""];
  for (let length = 0; length <= 5; length++) {
    yield* layer;
    layer = layer.flatMap((text) => ["a", "b", "z"].map((letter) => text + letter));
  }
})();
const ALL = [...TEXTS];

const matching = (pattern: string) => {
  const expression = new RegExp(`^${pattern.replace(/\*/g, ".*").replace(/\?/g, ".")}$`);
  return ALL.filter((text) => expression.test(text));
};

const pattern = fc.array(fc.constantFrom("a", "b", "*", "?"), { maxLength: 5 }).map((tokens) => tokens.join(""));

describe("patterns", () => {
  it("cover each other when every text of the one is a text of the other", () => {
    // Of a pattern with at most two characters that must be there, texts of five show whether it lies within another of
    // two: the shortest text outside is no longer.
    const short = pattern.filter((text) => text.replace(/\*/g, "").length <= 2 && text.length <= 4);
    fc.assert(
      fc.property(short, short, (wider, narrower) => {
        const outer = new Set(matching(wider));
        expect(covers(wider, narrower)).to.equal(matching(narrower).every((text) => outer.has(text)));
      }),
      { numRuns: 3000 },
    );
  });

  it("never cover a text that only one of them has", () => {
    fc.assert(
      fc.property(pattern, pattern, (wider, narrower) => {
        if (!covers(wider, narrower)) return;
        expect(matching(wider)).to.include.members(matching(narrower));
      }),
      { numRuns: 3000 },
    );
  });

  it("meet when there is a text that both have", () => {
    const short = pattern.filter((text) => text.replace(/\*/g, "").length <= 2);
    fc.assert(
      fc.property(short, short, (one, other) => {
        const texts = new Set(matching(one));
        expect(meets(one, other)).to.equal(matching(other).some((text) => texts.has(text)));
        expect(meets(one, other)).to.equal(meets(other, one));
      }),
      { numRuns: 3000 },
    );
  });

  const inclusions: [string, string, boolean][] = [
    ["arn:aws:s3:::churn/*", "arn:aws:s3:::churn/data/*", true],
    ["arn:aws:s3:::churn/data/*", "arn:aws:s3:::churn/*", false],
    ["*-*", "churn-?*", true],
    ["a?*", "a*", false],
    ["a*?", "a?*", true],
    ["?", "*", false],
    ["*a*b*", "*a*b", true],
    ["*a*b", "*a*b*", false],
    ["a${*}", "a*", false],
    ["a${*}", "a${*}", true],
    ["a*", "a${*}", true],
    ["a?", "a${*}", true],
    ["job/${aws:username}-*", "job/${aws:username}-1", true],
    ["job/${aws:username}-*", "job/ann-1", false],
  ];
  for (const [wider, narrower, expected] of inclusions) {
    it(`${wider} ${expected ? "covers" : "does not cover"} ${narrower}`, () =>
      expect(covers(wider, narrower)).to.equal(expected));
  }

  it("know an escaped wildcard", () => {
    expect(["a*", "a?", "a", "a${*}", "${aws:username}"].map(hasWildcard)).to.deep.equal([
      ...[true, true],
      ...[false, false, false],
    ]);
  });

  it("are compared in little time, whatever they are", () => {
    const hard = [1, 2, 3].map((step) => `*${"a?*b".repeat(50 * step)}`);
    const began = performance.now();
    for (const one of hard) for (const other of hard) expect(covers(one, `x${other}`)).to.be.a("boolean");
    expect(performance.now() - began).to.be.lessThan(5_000);
  });
});
