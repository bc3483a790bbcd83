/** What a rule is: data and a pure check. Rules know neither the engine nor @pulumi/policy; policies/pack.ts joins them. */
import type * as v from "valibot";
import type { Finding } from "./finding";
import type { Properties, Resource } from "./reading/resource";

/** A rule's settings: an object of optional settings, each with its default, and nothing else. */
export type ConfigSchema = v.StrictObjectSchema<v.ObjectEntries, undefined>;

interface RuleFacts<Schema extends ConfigSchema> {
  /** `sagemaker-instance-types`: what the engine's config calls it. */
  name: string;
  /** One sentence. */
  description: string;
  /** How the engine treats violations unless its config says otherwise: `mandatory` stops preview and update. */
  enforcementLevel: "advisory" | "mandatory";
  severity: "low" | "medium" | "high" | "critical";
  /** The page of AWS that explains it. */
  url: string;
  /** What to do about a violation. */
  remediation: string;
  config: Schema;
}

/** A rule that judges resources one by one, before they are made. */
export interface ResourceRule<Schema extends ConfigSchema = ConfigSchema> extends RuleFacts<Schema> {
  kind: "resource";
  /** Type tokens: `aws:s3/bucket:Bucket`. */
  types: readonly string[];
  check(resource: Resource, config: v.InferOutput<Schema>): Iterable<Finding>;
  /** Judges in the end what a resource alone does not show: what its unknown values were made from. */
  checkStack?(resources: readonly Resource[], config: v.InferOutput<Schema>): Iterable<Finding>;
  /**
   * Gives what to add to the properties so that the check passes, for the enforcement level `remediate`; undefined when
   * there is nothing to mend. What it does not name stays as it is, also inside an object that it adds to.
   */
  remediate?(resource: Resource, config: v.InferOutput<Schema>): Properties | undefined;
}

/** A rule that needs several resources: a bucket and its versioning, a state machine and its role. */
export interface StackRule<Schema extends ConfigSchema = ConfigSchema> extends RuleFacts<Schema> {
  kind: "stack";
  /** Type tokens of what it looks at. */
  types: readonly string[];
  check(resources: readonly Resource[], config: v.InferOutput<Schema>): Iterable<Finding>;
}

/** Any rule. */
export type Rule = ResourceRule | StackRule;

/** Writes a resource rule, its check typed by its settings. */
export function resourceRule<Schema extends ConfigSchema>(rule: Omit<ResourceRule<Schema>, "kind">): ResourceRule {
  return { kind: "resource", ...rule } as unknown as ResourceRule;
}

/** Writes a stack rule, its check typed by its settings. */
export function stackRule<Schema extends ConfigSchema>(rule: Omit<StackRule<Schema>, "kind">): StackRule {
  return { kind: "stack", ...rule } as unknown as StackRule;
}
