/** Values of instances in resources that rent them without a state machine. */
import { type Finding, unchecked } from "../../finding";
import { isRecord, type Located, membersNamed, type Resource, said, UNKNOWN } from "../../reading/resource";
import { PIPELINE } from "./resources";

/**
 * Every value of a property, at any depth: `instanceType` in a resource, `InstanceType` in a SageMaker pipeline's definition.
 * A pipeline's parameter gives the values that it allows, or `{ open: name }` when it allows any.
 */
export function rawValues(resource: Resource, name: string): Located[] {
  if (resource.type !== PIPELINE) return [...membersNamed(resource.properties, name)];
  const { pipelineDefinition: text } = resource.properties;
  if (typeof text !== "string") return text === UNKNOWN ? [{ path: "pipelineDefinition", value: UNKNOWN }] : [];
  const definition = parsed(text);
  if (definition === undefined) return [{ path: "pipelineDefinition", value: NO_JSON }];
  const member = `${name[0]?.toUpperCase()}${name.slice(1)}`;
  return [...membersNamed(definition, member, "pipelineDefinition")].flatMap((at) => parameterValues(definition, at));
}

/** Stands for a definition in which nothing can be read. */
const NO_JSON = Symbol("no JSON");

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** https://docs.aws.amazon.com/sagemaker/latest/dg/build-and-manage-parameters.html */
function parameterValues(definition: unknown, { path, value }: Located): Located[] {
  if (!isRecord(value)) return [{ path, value }];
  const name = said(value["Get"]).replace(/^Parameters\./, "");
  const parameters: unknown = isRecord(definition) ? definition["Parameters"] : undefined;
  const found = Array.isArray(parameters)
    ? parameters.filter(isRecord).find((parameter) => parameter["Name"] === name)
    : undefined;
  const allowed = found?.["EnumValues"];
  if (Array.isArray(allowed)) return allowed.map((each: unknown) => ({ path, value: each }));
  return [{ path, value: { open: name } }];
}

/** Judges every value of a property; one that is not known yet is reported as not checked. */
export function* judgeRaw(
  resource: Resource,
  name: string,
  judge: (value: unknown, path: string) => Iterable<Finding>,
): Generator<Finding> {
  for (const { path, value } of rawValues(resource, name)) {
    if (value === UNKNOWN) yield unchecked(path);
    else if (value === NO_JSON) yield unchecked(path, "it is no JSON");
    else yield* judge(value, path);
  }
}
