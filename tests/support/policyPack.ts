/** A policy pack with one rule, for tests of what the engine does with a pack. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const PACK = `
const { PolicyPack } = require("@pulumi/policy");
new PolicyPack("small", { policies: [{
  name: "no-force-destroy", description: "Buckets are not emptied by accident.", enforcementLevel: "mandatory",
  validateResource: ({ type, props }, report) => {
    if (type === "aws:s3/bucket:Bucket" && props.forceDestroy) report("forceDestroy is set");
  },
}] });
`;

/** Writes the pack `small` with the mandatory rule `no-force-destroy` into a new folder. */
export function policyPack(folder: string): void {
  mkdirSync(folder);
  writeFileSync(join(folder, "PulumiPolicy.yaml"), "runtime: nodejs\nmain: index.js\n");
  writeFileSync(join(folder, "package.json"), '{ "name": "small", "version": "1.0.0", "main": "index.js" }');
  writeFileSync(join(folder, "index.js"), PACK);
}
