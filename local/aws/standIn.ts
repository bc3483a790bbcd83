/**
 * A stand-in for AWS's provider: gives programs the names, ARNs and answers that the real one would, without an account.
 *
 * It holds no state: what it answers depends on its arguments alone. `local/program.ts` uses it under `setMocks`; a gRPC
 * provider for the real engine can use it as it is, since names are filled in apart from what is known only afterwards.
 */
import type { Environment } from "../../iam/document";
import { UserError } from "../userError";
import { INVOKES } from "./invokes";
import { hash, type ResourceType } from "./resourceType";
import { RESOURCE_TYPES } from "./resourceTypes";

type Properties = Record<string, unknown>;

/** Where resources are made, and the provider's `defaultTags`. */
export interface StandInEnvironment extends Environment {
  /** Tags of every resource that takes tags; a resource's own win. */
  defaultTags?: Record<string, string>;
}

/** Hex digits that autonaming puts after the logical name. */
const AUTONAME_DIGITS = 7;

/** Digits that the provider puts after a `namePrefix` when it makes the resource. */
const PREFIX_DIGITS = 26;

/**
 * What the provider's `check` makes of the inputs: the same, with the physical name filled in where the program gives
 * none: `<logical name>-<7 hex digits>`, the digits depending on seed, type and logical name. With a `namePrefix` it is
 * left out, because the real provider then chooses the name only when it makes the resource.
 *
 * @param options.seed tells stacks apart: `<project>/<stack>`
 * @throws UserError when the type is not known here, or the name is longer than AWS allows
 * @example checkInputs("aws:s3/bucket:Bucket", "Data", {}, { seed: "shop/dev" }) // { bucket: "data-1f0c2b9" }
 */
export function checkInputs(type: string, name: string, inputs: Properties, options: { seed: string }): Properties {
  const naming = resourceType(type).name;
  if (naming === undefined) return inputs;
  const { property, limit, make = (logicalName: string) => logicalName } = naming;
  if (typeof inputs[`${property}Prefix`] === "string") return inputs;
  const physicalName = inputs[property] ?? `${make(name)}-${hash([options.seed, type, name], AUTONAME_DIGITS)}`;
  if (typeof physicalName === "string" && physicalName.length > limit) {
    throw new UserError(
      `The ${property} of ${type} "${name}" would be "${physicalName}": ${physicalName.length} characters, and AWS allows ${limit}.`,
      `Use a shorter name for the resource, or give it a "${property}".`,
    );
  }
  return { ...inputs, [property]: physicalName };
}

/** A resource's own tags over the provider's; what stands for unknown tags at a preview stays as it is. */
export function allTags(tags: unknown, { defaultTags }: Pick<StandInEnvironment, "defaultTags">): unknown {
  return typeof tags === "string" ? tags : { ...defaultTags, ...(tags as Properties | undefined) };
}

/** The property with a type's physical name; undefined for types that are named after another one. */
export function physicalNameProperty(type: string): string | undefined {
  return resourceType(type).name?.property;
}

/**
 * What the provider gives once a resource is made: its id, and its inputs together with what AWS adds.
 *
 * @param inputs as {@link checkInputs} gave them; their own `region` wins over the environment's
 * @throws UserError when the type is not known here
 */
export function outputs(
  type: string,
  name: string,
  inputs: Properties,
  environment: StandInEnvironment,
): { id: string; state: Properties } {
  const row = resourceType(type);
  const region = typeof inputs.region === "string" ? inputs.region : environment.region;
  const naming = row.name === undefined ? {} : { [row.name.property]: physicalName(row.name.property, name, inputs) };
  const [madeName = ""] = Object.values(naming);
  const made = { ...environment, region, logicalName: name, name: madeName, inputs };
  const state = {
    ...inputs,
    ...naming,
    ...(row.global ? {} : { region }),
    ...(row.tagged ? { tagsAll: allTags(inputs.tags, environment) } : {}),
    ...row.computed?.(made),
  };
  return { id: row.id(made), state };
}

/**
 * What the provider answers to a function call, such as `aws.getCallerIdentity()`.
 *
 * @throws UserError when the function, or the region or repository it is asked for, is not known here
 */
export function invoke(token: string, args: Properties, environment: Environment): Properties {
  const answer = INVOKES[token];
  if (answer === undefined) throw notKnown(`function ${token}`, Object.keys(INVOKES));
  return answer(args, environment);
}

function physicalName(property: string, logicalName: string, inputs: Properties): string {
  const name = inputs[property];
  if (typeof name === "string") return name;
  const prefix = inputs[`${property}Prefix`];
  if (typeof prefix === "string") return prefix + hash([prefix, logicalName], PREFIX_DIGITS);
  throw new TypeError(`"${logicalName}" has no ${property}: its inputs were not checked.`);
}

/**
 * What is known of a type.
 *
 * @throws UserError when the type is not known here
 */
export function resourceType(type: string): ResourceType {
  const row = RESOURCE_TYPES[type];
  if (row === undefined) throw notKnown(`resource type ${type}`, Object.keys(RESOURCE_TYPES));
  return row;
}

function notKnown(what: string, known: string[]): UserError {
  return new UserError(
    `The program uses the ${what}, which has no stand-in on this machine.`,
    `There are stand-ins for ${known.join(", ")}. Leave it out of this stack, or add a row for it in local/aws/.`,
  );
}
