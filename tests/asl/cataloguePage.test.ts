import { expect } from "chai";
import { readFileSync } from "node:fs";
import { INTEGRATIONS_PAGE, integrationsPage } from "../../tools/integrationsPage";

describe("docs/integrations.md", () => {
  it("is what the catalogue says: node --import tsx tools/integrationsPage.ts", () => {
    expect(readFileSync(INTEGRATIONS_PAGE, "utf8")).to.equal(integrationsPage());
  });
});
