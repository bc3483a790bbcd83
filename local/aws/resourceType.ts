/** What a row of a resource type is, and what rows are made of. */
import { createHash } from "node:crypto";
import type { Environment } from "../../iam/document";

type Properties = Record<string, unknown>;

/** A resource about to be made: its inputs with the physical name, and where it is made. */
export interface Made extends Environment {
  /** The name in the program. */
  logicalName: string;
  /** The physical name; empty where the type has none of its own. */
  name: string;
  inputs: Properties;
}

/** What is known of a type. */
export interface ResourceType {
  /** The property with the physical name, and AWS's limit on its length; absent for types named after another one. */
  name?: { property: string; limit: number; make?: (logicalName: string) => string };
  /** The provider's id. */
  id: (made: Made) => string;
  /** The properties that AWS adds to the inputs. */
  computed?: (made: Made) => Properties;
  /** Whether it takes tags, and so has `tagsAll`. */
  tagged?: true;
  /** Whether it belongs to no region (IAM). */
  global?: true;
  /** Properties, besides name and region, whose change the provider cannot make in place: it replaces the resource. */
  replacedFor?: readonly string[];
}

/** When everything here was made. Fixed, so that two runs of the same program give the same outputs. */
export const CREATED = "2026-01-01T00:00:00Z";

/** An ARN in the resource's region and account, which ends in its name. */
export const regional = (service: string, resource: string) => (made: Made) =>
  `arn:${made.partition}:${service}:${made.region}:${made.account}:${resource}${made.name}`;

/** A string property of the inputs, or the given default. */
export function textOf({ inputs }: Made, property: string, otherwise = ""): string {
  const value = inputs[property];
  return typeof value === "string" ? value : otherwise;
}

/** Hex digits that depend on the value alone. */
export function hash(value: unknown, digits: number): string {
  return createHash("sha256")
    .update(JSON.stringify([value]))
    .digest("hex")
    .slice(0, digits);
}
