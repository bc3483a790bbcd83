import { expect } from "chai";
import { readFileSync } from "node:fs";
import { POLICIES_PAGE, policiesPage } from "../../tools/policiesPage";

describe("docs/policies.md", () => {
  it("lists the rules as they are; `npx tsx tools/policiesPage.ts` writes them", () => {
    const page = readFileSync(POLICIES_PAGE, "utf8");
    expect(page).to.include("### iam-exactness");
    expect(policiesPage(page)).to.equal(page);
  });
});
