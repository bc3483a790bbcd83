/** Where the Pulumi project is. */
import { isAbsolute } from "node:path";
import * as pulumi from "@pulumi/pulumi";

/** The folder of `Pulumi.yaml`; the current one where no engine or local run has told the SDK of a project. */
export function projectFolder(): string {
  const folder = pulumi.runtime.getRootDirectory();
  return isAbsolute(folder) ? folder : process.cwd();
}
