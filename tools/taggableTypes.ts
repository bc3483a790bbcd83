/**
 * Writes policies/data/taggableTypes.json: the resource types of @pulumi/aws that take tags. The pack matches on type
 * tokens and never loads @pulumi/aws, so it needs the list. Run it when @pulumi/aws changes; a test compares.
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { awsTypes } from "./awsTypes";

const types = awsTypes().flatMap(({ token, takesTags }) => (takesTags ? [token] : []));
writeFileSync(join(__dirname, "../policies/data/taggableTypes.json"), `${JSON.stringify(types, null, 2)}\n`);
console.log(`${types.length} types take tags.`);
