/**
 * The least permissions of a state machine's role for one Distributed Map: its child executions, its reader, its writer.
 * What the child executions' own states need is derived from these states.
 *
 * Source: https://docs.aws.amazon.com/step-functions/latest/dg/iam-policies-eg-dist-map.html
 */
import type { Permission } from "../asl/catalogue/integration";
import type { Json, JsonObject, MapState } from "../asl/definition";
import { asPattern, valuesAt } from "../asl/parameterValue";
import { regionalArn } from "./arn";
import { type Derivation, joined, type PermissionNote, refusal } from "./derivation";
import { expandPermission } from "./expandPermission";
import { parametersOf, Sent } from "./fillTemplate";
import { grant, type TaskScope } from "./grant";
import { statementOf } from "./statement";

const SOURCE = "https://docs.aws.amazon.com/step-functions/latest/dg/iam-policies-eg-dist-map.html";
const BUCKET = "arn:{partition}:s3:::{$.Bucket}";

/** Whether a Map runs its items as executions of their own. */
export function isDistributed({ ItemProcessor }: MapState): boolean {
  return ItemProcessor?.ProcessorConfig?.Mode === "DISTRIBUTED";
}

/** Derives the permissions of a Map that is distributed. */
export function distributedMapPermissions(state: MapState, path: string, scope: TaskScope): Derivation {
  return joined([
    childPermissions(state, path, scope),
    readerPermissions(state.ItemReader, `${path}.ItemReader`, scope),
    writerPermissions(state.ResultWriter, `${path}.ResultWriter`, scope),
  ]);
}

/** Starting, following and redriving the child executions, which are executions of the state machine itself. */
function childPermissions(state: MapState, path: string, { environment, stateMachineName }: TaskScope): Derivation {
  const name = stateMachineName ?? "*";
  const machine = regionalArn(environment, "states", `stateMachine:${name}`);
  const executions = regionalArn(environment, "states", `execution:${name}:*`);
  const label = state.Label ?? "*";
  const mapRuns = regionalArn(environment, "states", `execution:${name}/${label}:*`);
  // Express children that failed are started again; only standard ones can be redriven.
  const isRedriven = state.ItemProcessor?.ProcessorConfig?.ExecutionType !== "EXPRESS";
  const notes: PermissionNote[] = [{ path, resource: executions, reason: "an execution's id is made when it starts" }];
  if (name.includes("*")) {
    const reason =
      stateMachineName === undefined
        ? "a Distributed Map starts executions of its own state machine, whose name was not given"
        : "of the state machine's name only a part was given";
    notes.push({ path, resource: machine, reason });
  }
  if (isRedriven) {
    const reason = "an execution's id is made when it starts";
    const unlabelled = "the Map has no Label, so Step Functions makes one, and ";
    notes.push({ path, resource: mapRuns, reason: `${state.Label === undefined ? unlabelled : ""}${reason}` });
  }
  return {
    statements: [
      statementOf(["states:StartExecution"], [machine]),
      statementOf(["states:DescribeExecution", "states:StopExecution"], [executions]),
      ...(isRedriven ? [statementOf(["states:RedriveExecution"], [mapRuns])] : []),
    ],
    notes,
    problems: [],
  };
}

const getObject = (resource: string, wide?: string): Permission => ({
  actions: ["s3:GetObject"],
  resources: [resource],
  ...(wide === undefined ? {} : { wide }),
  source: SOURCE,
});

function readerPermissions(reader: Json | undefined, path: string, scope: TaskScope): Derivation {
  if (!isObject(reader)) return joined([]);
  const { request, at } = argumentsOf(reader, path);
  const api = apiOf(reader.Resource);
  const config = isObject(reader.ReaderConfig) ? reader.ReaderConfig : {};
  if (api === "s3:listObjectsV2") return granted(listPermissions(request, config), request, at, scope);
  if (api !== "s3:getObject") {
    const given = JSON.stringify(reader.Resource);
    return refusal(
      `${path}.Resource`,
      `${given} is no reader; write arn:aws:states:::s3:getObject or s3:listObjectsV2`,
    );
  }
  const permissions = [getObject(`${BUCKET}/{$.Key}`)];
  if (config.InputType === "MANIFEST") permissions.push(manifestData(request, config));
  return granted(permissions, request, at, scope);
}

function listPermissions(request: Json, { Transformation }: JsonObject): Permission[] {
  const hasPrefix = valuesAt(request, "Prefix").length > 0;
  const list: Permission = { actions: ["s3:ListBucket"], resources: [BUCKET], source: SOURCE };
  if (hasPrefix) list.conditions = { StringEquals: { "s3:prefix": "{$.Prefix}" } };
  // A list alone holds no object's content: objects are read only to flatten them.
  if (Transformation === undefined || Transformation === "NONE") return [list];
  return [list, getObject(`${BUCKET}/{$.Prefix=}*`, "which objects there are is known when they are listed")];
}

/**
 * What a manifest lists. An inventory's own files are beside the folders with its manifests:
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/storage-inventory-location.html
 */
function manifestData(request: Json, { ManifestType }: JsonObject): Permission {
  const [key] = valuesAt(request, "Key");
  const inventory = key && /^(.*\/)[^/]+\/manifest\.json$/.exec(asPattern(key))?.[1];
  if (ManifestType !== "ATHENA_DATA" && inventory !== undefined) {
    return getObject(`${BUCKET}/${inventory}data/*`, "S3 names an inventory's files");
  }
  return getObject(`${BUCKET}/*`, "which objects the manifest lists is known when it is read");
}

function writerPermissions(writer: Json | undefined, path: string, scope: TaskScope): Derivation {
  // A writer without a resource only shapes the result.
  if (!isObject(writer) || writer.Resource === undefined) return joined([]);
  if (apiOf(writer.Resource) !== "s3:putObject") {
    const given = JSON.stringify(writer.Resource);
    return refusal(`${path}.Resource`, `${given} is no writer; write arn:aws:states:::s3:putObject`);
  }
  const { request, at } = argumentsOf(writer, path);
  const [prefix] = valuesAt(request, "Prefix");
  const folder = prefix === undefined ? "" : asPattern(prefix).endsWith("/") ? "{$.Prefix}" : "{$.Prefix}/";
  const permission: Permission = {
    actions: ["s3:PutObject", "s3:GetObject", "s3:ListMultipartUploadParts", "s3:AbortMultipartUpload"],
    resources: [`${BUCKET}/${folder}*`],
    wide: "Step Functions makes a folder for each Map Run",
    source: SOURCE,
  };
  return granted([permission], request, at, scope);
}

function granted(permissions: readonly Permission[], request: Json, at: string, scope: TaskScope): Derivation {
  const sent = new Sent(request, scope.environment, scope.constants);
  const derived = joined(permissions.map((permission) => grant(expandPermission(permission, sent), at, scope)));
  const read = new Set(permissions.flatMap(({ resources }) => resources.flatMap(parametersOf)));
  for (const name of read) {
    if (name === "Prefix" || valuesAt(request, name).length > 0) continue;
    derived.problems.push({ path: `${at}.${name}`, message: "not given, so what is to be allowed is not known" });
  }
  return derived;
}

/** What a reader or writer is given, and where. */
function argumentsOf({ Parameters, Arguments }: JsonObject, path: string): { request: Json; at: string } {
  return Arguments === undefined
    ? { request: Parameters ?? {}, at: `${path}.Parameters` }
    : { request: Arguments, at: `${path}.Arguments` };
}

/** `s3:getObject` of `arn:aws:states:::s3:getObject`. */
function apiOf(resource: Json | undefined): string {
  return (typeof resource === "string" && /^arn:[^:]+:states:::(.+)$/.exec(resource)?.[1]) || "";
}

function isObject(value: Json | undefined): value is JsonObject {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}
