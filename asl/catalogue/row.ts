/** How rows are written: as data, with the shapes read when they are first asked for. */
import type { Integration, PatternName, Permission } from "./integration";
import type { OperationShapes, Shape } from "./shape";
import { shapesOf } from "./shapes";

/** A value that Step Functions takes or gives as JSON, or of which AWS does not say what is in it. */
export const ANY: Shape = { type: "any" };

/** A structure; its members are those of `members`. */
export function structure(members: Record<string, Shape>, required: string[] = []): Shape {
  return { type: "structure", members, ...(required.length === 0 ? {} : { required }) };
}

/** Text. */
export const TEXT: Shape = { type: "string" };

/** A row as it is written: all but its shapes, and what of them is not as in the service's model. */
export interface Row extends Omit<Integration, "shapes"> {
  differences?: {
    /** The file of the shapes, when that is not called as the service. */
    model?: string;
    /** The whole of a shape, where Step Functions has an API of its own, or where AWS does not say what comes back. */
    shapes?: Partial<OperationShapes>;
    /** Members of the request, by path: `Entries[].Detail`. */
    input?: Record<string, Shape>;
    /** Members of the response. */
    output?: Record<string, Shape>;
    /** Members of what `.sync:2` gives, against what `.sync` gives. */
    sync2?: Record<string, Shape>;
  };
}

/** What every answer of a service holds beside its own members. */
export const SDK_METADATA = { SdkHttpMetadata: ANY, SdkResponseMetadata: ANY };

/** Makes a row an integration. */
export function integrationFrom({ differences = {}, ...integration }: Row): Integration {
  let shapes: OperationShapes | undefined;
  return {
    ...integration,
    get shapes() {
      return (shapes ??= shapesFor(integration.api, differences));
    },
  };
}

function shapesFor(api: string, differences: NonNullable<Row["differences"]>): OperationShapes {
  const [service = "", name = ""] = api.split(":");
  const { input, output } = differences.shapes ?? {};
  const stored = input && output ? { input, output } : shapesOf(differences.model ?? service, name);
  const shapes = { ...stored, ...differences.shapes };
  const { syncOutput } = shapes;
  return {
    ...shapes,
    input: withMembers(shapes.input, differences.input),
    output: withMembers(shapes.output, { ...SDK_METADATA, ...differences.output }),
    ...(syncOutput && differences.sync2 ? { sync2Output: withMembers(syncOutput, differences.sync2) } : {}),
  };
}

/** The shape with other members at paths: `Payload`, `Entries[].Detail`. */
function withMembers(shape: Shape, changes: Record<string, Shape> = {}): Shape {
  return Object.entries(changes).reduce((all, [path, change]) => withMember(all, path.split("."), change), shape);
}

function withMember(shape: Shape, [step = "", ...rest]: string[], change: Shape): Shape {
  if (shape.type !== "structure") return shape;
  const name = step.replace("[]", "");
  const member = shape.members?.[name] ?? ANY;
  const inner =
    rest.length === 0 ? change : withMember(step.endsWith("[]") ? (member.item ?? ANY) : member, rest, change);
  const changed = step.endsWith("[]") ? { ...member, item: inner } : inner;
  return { ...shape, members: { ...shape.members, [name]: changed } };
}

/** Passing a role on: AWS holds that the one who names a role may pass it to the service that takes it. */
export function passRole(parameters: string[], service: string, source: string): Permission {
  return {
    actions: ["iam:PassRole"],
    resources: parameters.map((parameter) => `arn:{partition}:iam::{account}:role/{$.${parameter}}`),
    conditions: { StringEquals: { "iam:PassedToService": service } },
    source,
  };
}

/** The managed EventBridge rule that tells Step Functions of an end: account-wide, owned by AWS. */
export function managedRule(rule: string, source: string, patterns: PatternName[] = ["sync"]): Permission {
  return {
    actions: ["events:PutTargets", "events:PutRule", "events:DescribeRule"],
    resources: [`arn:{partition}:events:{region}:{account}:rule/${rule}`],
    patterns,
    source,
  };
}
