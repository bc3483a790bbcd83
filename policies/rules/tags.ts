import * as v from "valibot";
import { isRecord, projectOf, type Resource, stackOf, UNKNOWN } from "../reading/resource";
import { unchecked, violation } from "../finding";
import { resourceRule } from "../rule";
import { textByName, texts } from "../settings";
import taggableTypes from "../data/taggableTypes.json";

/** Whether resources have the tags by which costs are shared out and owners found. */
export const tags = resourceRule({
  name: "tags",
  description: "Every resource that takes tags has those that the environment requires.",
  enforcementLevel: "mandatory",
  severity: "low",
  url: "https://docs.aws.amazon.com/whitepapers/latest/tagging-best-practices/tagging-best-practices.html",
  remediation:
    "Add the tags, or set this rule's enforcement level to `remediate`: it adds those that it knows the values of",
  types: taggableTypes,
  config: v.strictObject({
    required: texts(["Project", "Stack"], "Keys of the tags."),
    values: textByName(
      {},
      "Values that remediation gives by key; `${project}` and `${stack}` stand for the names. Project and Stack have them already.",
    ),
  }),
  *check({ properties }, { required }) {
    const { tags: given } = properties;
    if (given === UNKNOWN) {
      yield unchecked("tags");
      return;
    }
    for (const key of required) {
      const value = isRecord(given) ? given[key] : undefined;
      if (value === undefined || value === "")
        yield violation(`tags.${key}`, `the tag is missing; required are ${required.join(", ")}`);
    }
  },
  remediate(resource, { required, values }) {
    const { tags: given } = resource.properties;
    if (given === UNKNOWN) return undefined;
    const known = isRecord(given) ? given : {};
    const added: Record<string, string> = {};
    for (const key of required) {
      const value = valueOf(key, values, resource);
      if (value !== undefined && (known[key] === undefined || known[key] === "")) added[key] = value;
    }
    return Object.keys(added).length === 0 ? undefined : { tags: added };
  },
});

function valueOf(key: string, values: Readonly<Record<string, string>>, { urn }: Resource): string | undefined {
  const template = values[key] ?? { Project: "${project}", Stack: "${stack}" }[key];
  return template?.replaceAll("${project}", projectOf(urn)).replaceAll("${stack}", stackOf(urn));
}
