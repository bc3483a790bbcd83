import { expect } from "chai";
import { settingsOf } from "../../policies/config";
import type { Finding } from "../../policies/finding";
import type { Rule } from "../../policies/rule";
import { rules } from "../../policies/rules";
import { awsTypes } from "../../tools/awsTypes";
import taggableTypes from "../../policies/data/taggableTypes.json";
import { allCases } from "./cases/all";
import type { RuleCase } from "./cases/case";

function findingsOf(rule: Rule, { resources, config = {} }: RuleCase): Finding[] {
  const settings = settingsOf(rule, "test", config);
  const given = resources.filter(({ type }) => rule.types.includes(type));
  if (rule.kind === "stack") return [...rule.check(given, settings)];
  const together = rule.checkStack?.(given, settings) ?? [];
  return [...given.flatMap((resource) => [...rule.check(resource, settings)]), ...together];
}

describe("rules", () => {
  for (const rule of rules) {
    describe(rule.name, () => {
      const own = allCases.filter((each) => each.rule === rule.name);
      for (const each of own) {
        it(`says ${each.says} of ${each.of}`, () => {
          expect(
            each.resources.some(({ type }) => rule.types.includes(type)),
            "the rule looks at it",
          ).to.equal(true);
          const findings = findingsOf(rule, each);
          const kinds = new Set(findings.map(({ kind }) => kind));
          expect([...kinds], JSON.stringify(findings)).to.deep.equal(each.says === "nothing" ? [] : [each.says]);
          if (each.text !== undefined) {
            const said = findings.map(({ path, message }) => `${path}: ${message}`).join("\n");
            expect(said).to.include(each.text);
          }
        });
      }

      it("is shown to pass, to be violated and not to be checked", () => {
        expect(new Set(own.map(({ says }) => says))).to.deep.equal(new Set(["nothing", "violation", "unchecked"]));
      });
    });
  }

  it("has cases of its own rules alone", () => {
    expect(allCases.map(({ rule }) => rule)).to.include.members(rules.map(({ name }) => name));
    expect(rules.map(({ name }) => name)).to.include.members(allCases.map(({ rule }) => rule));
  });

  it("has one rule of a name, with a page of AWS or Pulumi and a remedy", () => {
    expect(new Set(rules.map(({ name }) => name)).size).to.equal(rules.length);
    for (const { name, url, remediation } of rules) {
      expect(url, name).to.match(/^https:\/\/(docs\.aws\.amazon\.com|www\.pulumi\.com)\//);
      expect(remediation, name).to.not.match(/\.$/);
    }
  });
});

describe("resource types", () => {
  const known = awsTypes();

  it("are all types of @pulumi/aws, so that no rule looks for what there is not", () => {
    const tokens = new Set(known.map(({ token }) => token));
    expect(tokens.size).to.be.greaterThan(1000);
    for (const { name, types } of rules) {
      expect(
        types.filter((type) => !tokens.has(type)),
        name,
      ).to.deep.equal([]);
    }
  });

  it("that take tags are those of the installed version", () => {
    expect(taggableTypes).to.deep.equal(known.flatMap(({ token, takesTags }) => (takesTags ? [token] : [])));
  });
});
