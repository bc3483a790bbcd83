/** Names of log groups. */
import * as pulumi from "@pulumi/pulumi";

/**
 * `<prefix>/<project>-<stack>-<name>`: given, not left to autonaming, because AWS wants the prefix and because autonaming
 * behind a prefix would leave the name, and with it the policies that hold it, unknown at preview.
 */
export function logGroupName(prefix: string, name: string): string {
  return `${prefix}/${pulumi.getProject()}-${pulumi.getStack()}-${name}`;
}
