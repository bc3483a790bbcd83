/** The resource types of the installed @pulumi/aws, read from its files: loading the package takes seconds. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** A resource type. */
export interface AwsType {
  /** `aws:s3/bucket:Bucket`. */
  token: string;
  takesTags: boolean;
}

const FOLDER = join(__dirname, "../node_modules/@pulumi/aws");

/** Every resource type, in the order of the tokens. */
export function awsTypes(): AwsType[] {
  const found: AwsType[] = [];
  for (const entry of readdirSync(FOLDER, { withFileTypes: true })) {
    if (!entry.isDirectory() || entry.name === "node_modules") continue;
    const folder = join(FOLDER, entry.name);
    for (const file of readdirSync(folder)) {
      if (!file.endsWith(".js")) continue;
      const token = /__pulumiType = '(aws:[^']+)'/.exec(readFileSync(join(folder, file), "utf8"))?.[1];
      if (token === undefined) continue;
      const types = readFileSync(join(folder, file.replace(/\.js$/, ".d.ts")), "utf8");
      const args = types.slice(types.search(/export interface \w+Args\b/));
      // Auto Scaling groups take a list, with a switch for each tag: no map to look into.
      found.push({ token, takesTags: /^ {4}tags\?: pulumi\.Input<\{/m.test(args) });
    }
  }
  return found.sort((a, b) => (a.token < b.token ? -1 : 1));
}
