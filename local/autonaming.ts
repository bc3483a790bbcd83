/** What a stack's `pulumi:autonaming` says of names. https://www.pulumi.com/docs/iac/concepts/resources/names/#autonaming-configuration */

/** As the config has it; what stands nearer to a type wins. */
interface Autonaming {
  mode?: string;
  pattern?: string;
  providers?: Partial<Record<string, Autonaming & { resources?: Partial<Record<string, Autonaming>> }>>;
}

/**
 * Whether resources of a type must be given their names.
 *
 * @param config the stack's, with JSON as text
 * @example isAutonamingDisabled({ "pulumi:autonaming": '{"mode":"disabled"}' }, "aws:s3/bucket:Bucket") // true
 */
export function isAutonamingDisabled(config: Readonly<Record<string, string>>, type: string): boolean {
  const stack = autonamingOf(config);
  const provider = stack?.providers?.[type.split(":")[0] ?? ""];
  // A pattern where there is one says how to name, so it counts as a mode too.
  const said = [provider?.resources?.[type], provider, stack].find(
    (each) => each?.mode !== undefined || each?.pattern !== undefined,
  );
  return said?.mode === "disabled";
}

/** A text that is no JSON is left to the engine, which says what is wrong with it. */
function autonamingOf(config: Readonly<Record<string, string>>): Autonaming | undefined {
  try {
    return JSON.parse(config["pulumi:autonaming"] ?? "{}") as Autonaming;
  } catch {
    return undefined;
  }
}
