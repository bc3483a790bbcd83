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

/** A row as it is written. */
export interface Row extends Omit<Integration, "shapes"> {
  /** The file of its shapes, when that is not called as the service. */
  model?: string;
  /** The whole of a shape, where Step Functions has an API of its own, or where AWS does not say what comes back. */
  shapes?: Partial<OperationShapes>;
  /** Members of the request, by path, that differ from the service's API. */
  inputMembers?: Record<string, Shape>;
  /** Members of the response that differ from the service's API. */
  outputMembers?: Record<string, Shape>;
  /** Members of what `.sync:2` gives that differ from what `.sync` gives. */
  sync2Members?: Record<string, Shape>;
}

/** What every answer of a service holds beside its own members. */
const SDK_METADATA = { SdkHttpMetadata: ANY, SdkResponseMetadata: ANY };

/** Makes a row an integration. */
export function integrationFrom(row: Row): Integration {
  const { model, shapes, inputMembers, outputMembers, sync2Members, ...integration } = row;
  let known: OperationShapes | undefined;
  return {
    ...integration,
    get shapes() {
      return (known ??= shapesFor(row));
    },
  };
}

function shapesFor(row: Row): OperationShapes {
  const [service = "", name = ""] = row.api.split(":");
  const { input, output } = row.shapes ?? {};
  const stored = input && output ? { input, output } : shapesOf(row.model ?? service, name);
  const shapes = { ...stored, ...row.shapes };
  const { syncOutput } = shapes;
  return {
    ...shapes,
    input: withMembers(shapes.input, row.inputMembers),
    output: withMembers(shapes.output, { ...SDK_METADATA, ...row.outputMembers }),
    ...(syncOutput && row.sync2Members ? { sync2Output: withMembers(syncOutput, row.sync2Members) } : {}),
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
