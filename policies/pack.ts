/** From rules to the policies that the engine runs. */
import type { Policies, ResourceValidationArgs, ResourceValidationPolicy, StackValidationPolicy } from "@pulumi/policy";
import { settingsOf } from "./config";
import type { Settings } from "./environments";
import { configSchemaOf } from "./configSchema";
import { plainValue } from "./reading/known";
import { isRecord, type Properties, type Resource, stackOf } from "./reading/resource";
import { UnknownValueError } from "./reading/unknownValueError";
import type { Finding } from "./finding";
import type { ResourceRule, Rule, StackRule } from "./rule";

/** What a resource's check and a stack's have in common. */
type GivenResource = Pick<ResourceValidationArgs, "type" | "name" | "urn" | "props">;
type Report = (message: string, urn?: string) => void;

/** The policies of some rules, in their order. */
export function policiesOf(rules: readonly Rule[]): Policies {
  return rules.map((rule) => (rule.kind === "resource" ? resourcePolicy(rule) : stackPolicy(rule)));
}

function facts(rule: Rule) {
  const configSchema = configSchemaOf(rule.config);
  const { name, description, enforcementLevel, severity, url, remediation } = rule;
  return {
    ...{ name, description, enforcementLevel, severity, url, remediationSteps: remediation },
    ...(configSchema && { configSchema }),
  };
}

function resourcePolicy(rule: ResourceRule): ResourceValidationPolicy {
  const types = new Set(rule.types);
  const [onlyType] = rule.types.length === 1 ? rule.types : [];
  const validateResource = (args: ResourceValidationArgs, report: Report) => {
    if (!types.has(args.type)) return;
    const findings = guarded(rule, args.urn, () => {
      const settings = settingsOf(rule, stackOf(args.urn), args.getConfig<Settings>());
      return [...rule.check(resourceOf(args), settings)];
    });
    tell(rule, findings, report);
  };
  const remediateResource = (args: ResourceValidationArgs) => {
    if (!types.has(args.type)) return undefined;
    const settings = settingsOf(rule, stackOf(args.urn), args.getConfig<Settings>());
    const mended = rule.remediate?.(resourceOf(args), settings);
    return mended && assigned(args.props, mended);
  };
  return {
    ...facts(rule),
    // By this the SDK passes over resources of other types without unpacking their properties.
    validateResource:
      onlyType === undefined ? validateResource : Object.assign(validateResource, { __pulumiType: onlyType }),
    ...(rule.remediate && { remediateResource }),
    // The SDK asks a policy for whatever it has.
    ...(rule.checkStack && {
      validateStack: stackValidation(rule, (resources, settings) => rule.checkStack?.(resources, settings) ?? []),
    }),
  };
}

/**
 * Puts values into properties, also into objects that are there already: in place and one by one, so that secrets and
 * unknown values around them stay what they are.
 */
function assigned(target: Record<string, unknown>, values: Properties): Record<string, unknown> {
  for (const [key, value] of Object.entries(values)) {
    if (isRecord(value) && isRecord(target[key])) assigned(target[key], value);
    else target[key] = value;
  }
  return target;
}

function stackPolicy(rule: StackRule): StackValidationPolicy {
  return {
    ...facts(rule),
    validateStack: stackValidation(rule, (resources, settings) => rule.check(resources, settings)),
  };
}

function stackValidation(rule: Rule, check: StackRule["check"]): StackValidationPolicy["validateStack"] {
  const types = new Set(rule.types);
  return (args, report) => {
    const given = args.resources.filter(({ type }) => types.has(type));
    const [first] = given;
    if (first === undefined) return;
    const findings = guarded(rule, first.urn, () => {
      const settings = settingsOf(rule, stackOf(first.urn), args.getConfig<Settings>());
      const resources = given.map((each) => resourceOf(each, each.propertyDependencies));
      return [...check(resources, settings)];
    });
    tell(rule, findings, report);
  };
}

function resourceOf(
  { type, name, urn, props }: GivenResource,
  dependencies: Readonly<Record<string, readonly { urn: string }[]>> = {},
): Resource {
  const madeFrom = Object.fromEntries(
    Object.entries(dependencies).map(([property, resources]) => [property, resources.map((each) => each.urn)]),
  );
  return { type, name, urn, properties: plainValue(props) as Properties, madeFrom };
}

/** A rule that fails on a resource has not passed it. */
function guarded(rule: Rule, urn: string, check: () => Finding[]): Finding[] {
  try {
    return check();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return [{ kind: "violation", path: "", message: `the rule ${rule.name} could not judge this: ${reason}`, urn }];
  }
}

/**
 * Reports violations, and then what could not be checked. For the latter the engine has one channel: the error of a read
 * of an unknown value, which it shows as "can't run policy" whatever the rule's enforcement level.
 *
 * @throws UnknownValueError naming every value that was not checked
 */
function tell(rule: Rule, findings: readonly Finding[], report: Report): void {
  const open: string[] = [];
  for (const { kind, path, message, urn } of findings) {
    const text = path === "" ? message : `${path}: ${message}`;
    if (kind === "unchecked") open.push(urn === undefined ? text : `${urn.split("::").at(-1)}.${text}`);
    else report(`${text.replace(/\.$/, "")}. ${rule.remediation}`, urn);
  }
  if (open.length === 0) return;
  const error = new UnknownValueError(UNKNOWN_TEXT, []);
  throw Object.assign(error, { message: `not checked: ${open.join("; ")}` });
}

/** How the engine writes a text that it does not know yet: https://github.com/pulumi/pulumi, sdk/go/common/resource/plugin/rpc.go */
const UNKNOWN_TEXT = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
