/**
 * A rule's settings, from three places, the later over the earlier: the defaults in the rule, those of the environment
 * (policies/environments.ts, chosen by the stack's name), and the engine's policy config (`--policy-pack-config FILE`, or
 * the policy group's in Pulumi Cloud).
 */
import * as v from "valibot";
import { didYouMean } from "../asl/check/didYouMean";
import { environmentOf, type Settings } from "./environments";
import { said } from "./reading/resource";
import type { ConfigSchema, Rule } from "./rule";

/** A mistake in a config. The message names the rule, what was given and what is allowed. */
export class PolicyConfigError extends Error {
  override name = "PolicyConfigError";
}

/** The settings that were made last, by rule: a pack judges one stack with one config. */
const made = new WeakMap<Rule, { key: string; settings: Settings }>();

/**
 * A rule's settings for a stack.
 *
 * @param given the engine's settings for this rule
 * @throws PolicyConfigError with every wrong setting
 */
export function settingsOf(rule: Rule, stack: string, given: Settings): Settings {
  const key = JSON.stringify([stack, given]);
  const last = made.get(rule);
  if (last?.key === key) return last.settings;
  const settings = newSettings(rule, stack, given);
  made.set(rule, { key, settings });
  return settings;
}

function newSettings(rule: Rule, stack: string, given: Settings): Settings {
  const result = v.safeParse(rule.config, { ...environmentOf(stack)[rule.name], ...given });
  if (result.success) return result.output;
  throw new PolicyConfigError(result.issues.map((issue) => mistake(rule, issue)).join("\n"));
}

/**
 * Looks through a whole config, before any resource is judged.
 *
 * @returns what is wrong with it: rules that there are not, settings that a rule does not have, values of a wrong type
 */
export function configMistakes(rules: readonly Rule[], config: Readonly<Record<string, Settings>>): string[] {
  return Object.entries(config).flatMap(([name, settings]) => {
    const rule = rules.find((candidate) => candidate.name === name);
    if (rule !== undefined) {
      const result = v.safeParse(rule.config, settings);
      return result.success ? [] : result.issues.map((issue) => mistake(rule, issue));
    }
    // The engine's own name for every rule at once.
    if (name === "all") return [];
    const names = rules.map((candidate) => candidate.name);
    const help = didYouMean(name, names) || `The rules are: ${names.join(", ")}.`;
    return [`There is no rule "${name}". ${help}`];
  });
}

function mistake({ name, config }: Rule, issue: v.BaseIssue<unknown>): string {
  const path = v.getDotPath(issue) ?? "";
  if (issue.type === "strict_object" && issue.expected === "never") {
    const known = membersAt(config, issue.path ?? []);
    const allowed = known.length > 0 ? `Its settings are: ${known.join(", ")}.` : "It has no settings.";
    return `Rule ${name}: there is no setting "${path}". ${allowed}`;
  }
  if (issue.type === "strict_object" && issue.input === undefined) {
    return `Rule ${name}: ${path} must be given.`;
  }
  const given = typeof issue.input === "string" ? `"${issue.input}"` : said(issue.input);
  return `Rule ${name}: ${path} was ${given}; allowed: ${issue.expected === null ? issue.message : allowedBy(issue)}.`;
}

/** The names beside the one that a path ends in. */
function membersAt(config: ConfigSchema, path: readonly { key?: unknown }[]): string[] {
  let schema = config as unknown as SchemaParts;
  for (const { key } of path.slice(0, -1)) {
    const within = unwrapped(schema);
    schema = within.entries?.[String(key)] ?? within.item ?? {};
  }
  return Object.keys(unwrapped(schema).entries ?? {});
}

/** What is used of a schema of any kind. */
interface SchemaParts {
  entries?: Record<string, SchemaParts>;
  item?: SchemaParts;
  wrapped?: SchemaParts;
}

function unwrapped(schema: SchemaParts): SchemaParts {
  return schema.wrapped === undefined ? schema : unwrapped(schema.wrapped);
}

function allowedBy({ expected, message }: v.BaseIssue<unknown>): string {
  // Messages of our own say more than the type's name.
  if (!message.startsWith("Invalid")) return message;
  return expected === "Object" ? "an object" : String(expected);
}
