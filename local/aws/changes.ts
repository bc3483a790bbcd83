/** What AWS's provider would change of a resource that is there, and whether it can do so in place. */
import { isDeepStrictEqual } from "node:util";
import { isSameToAws } from "./documents";
import { allTags, resourceType, type StandInEnvironment } from "./standIn";

type Properties = Record<string, unknown>;

/** Names of properties. */
export interface Changes {
  changed: string[];
  /** Those of them for which the resource is replaced. */
  replaced: string[];
}

/**
 * Compares a resource as it is with the inputs that it is to have. The provider's own region and default tags count.
 *
 * @param before its inputs and its state so far
 * @param after its inputs as `check` gave them
 */
export function changesOf(
  type: string,
  before: { inputs: Properties; state: Properties },
  after: Properties,
  environment: StandInEnvironment,
): Changes {
  const { name, tagged, global: isGlobal, replacedFor = [] } = resourceType(type);
  const changed = changedProperties(before.inputs, after);
  if (tagged && !changed.includes("tags")) {
    if (!isDeepStrictEqual(before.state.tagsAll, allTags(after.tags, environment))) changed.push("tagsAll");
  }
  const region = after.region ?? environment.region;
  if (!isGlobal && !changed.includes("region") && before.state.region !== region) changed.push("region");
  const forReplacement = new Set([
    ...replacedFor,
    "region",
    ...(name ? [name.property, `${name.property}Prefix`] : []),
  ]);
  return { changed, replaced: changed.filter((property) => forReplacement.has(property)) };
}

/** Names of the properties that differ. */
export function changedProperties(before: Properties, after: Properties): string[] {
  const properties = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...properties].filter((property) => !isSameToAws(property, before[property], after[property]));
}
