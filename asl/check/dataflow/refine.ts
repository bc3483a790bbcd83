/** What a Choice tells of the input behind it. */
import type { Segment } from "../../expression/jsonPathNodes";
import { narrow } from "./comparisons";
import { type Data, memberOf, objectOf, UNKNOWN, withMember } from "./data";
import { lookUp } from "./lookup";

/** The data with the path certainly there. */
export function present(data: Data, segments: readonly Segment[]): Data {
  return update(data, segments, (found) => found);
}

/** The data where a comparison of the value at a path holds, and where it does not. */
export function narrowed(data: Data, segments: readonly Segment[], operator: string, expected: unknown) {
  const { matched, unmatched } = narrow(lookUp(data, segments).data, operator, expected);
  return { matched: update(data, segments, () => matched), unmatched: update(data, segments, () => unmatched) };
}

/** The data with what is at a path of names replaced; unchanged where the path is not of names, or certainly leads nowhere. */
function update(data: Data, [segment, ...rest]: readonly Segment[], change: (found: Data) => Data): Data {
  if (segment === undefined) return change(data);
  if (segment.kind !== "member") return data;
  // Only objects have members, whatever else is not known.
  const object = data.kind === "unknown" ? objectOf({}, UNKNOWN) : data;
  if (object.kind !== "object") return data;
  const member = memberOf(object, segment.name);
  if (member === undefined && object.rest === undefined) return data;
  const before = member?.data ?? object.rest ?? UNKNOWN;
  const after = update(before, rest, change);
  if (member?.presence === "certain" && after === before) return data;
  return withMember(object, segment.name, { data: after, presence: "certain" });
}
