/**
 * The general row: any API of any service, called as `aws-sdk:<service>:<api>`. Built when asked for from what
 * tools/sdkModel.py writes, a service a file.
 *
 * Source: https://docs.aws.amazon.com/step-functions/latest/dg/supported-services-awssdk.html
 */
import type { Integration, PatternName, Permission } from "./integration";
import { ANY, passRole, SDK_METADATA } from "./row";
import { FURTHER_NEEDS, OWN_NEEDS } from "./sdkNeeds";
import { index } from "./sdkServices.json";
import type { OperationShapes, Shape } from "./shape";
import { shapeResolver, type StoredShape } from "./shapes";

const DOCUMENTATION = "https://docs.aws.amazon.com/step-functions/latest/dg/supported-services-awssdk.html";
const AUTHORIZATION =
  "https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html";
const PASS_ROLE = "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html";
const PATTERNS: PatternName[] = ["requestResponse", "waitForTaskToken"];

/** One API as stored; tools/sdkModel.py says what each field is. */
interface StoredApi {
  in: string;
  out: string;
  as?: string[];
  on?: number[];
  wide?: string[];
  pass?: string[];
  unseen?: string;
}

interface StoredService {
  source: string;
  prefix: string;
  arns: string[];
  apis: Record<string, StoredApi>;
  shapes?: Record<string, StoredShape>;
}

interface SdkService extends StoredService {
  /** What a field of an API stands for as a shape. */
  shapeOf: (text: string) => Shape;
}

const services = new Map<string, SdkService>();

/** Every service that Step Functions calls through the AWS SDK, as it spells them: `sfn`, `cloudwatchlogs`, `eventbridge`. */
export const sdkServices: readonly string[] = index;

/** The APIs of a service, as Step Functions spells them: `listObjectsV2`. None when there is no such service. */
export function sdkApisOf(service: string): string[] {
  return Object.keys(serviceOf(service)?.apis ?? {});
}

/**
 * The row of an API of the AWS SDK.
 *
 * @param twin the optimized integration of the same API, when there is one: what it needs is written down by hand
 * @returns undefined when there is no such service or API
 */
export function sdkIntegration(service: string, api: string, twin: Integration | undefined): Integration | undefined {
  const model = serviceOf(service);
  // Names come from definitions: "constructor" is no API.
  const stored = model !== undefined && Object.hasOwn(model.apis, api) ? model.apis[api] : undefined;
  if (model === undefined || stored === undefined) return undefined;
  const unseen = twin === undefined ? unseenBy(api, stored) : twin.unseen;
  let shapes: OperationShapes | undefined;
  return {
    ...twin,
    api: `aws-sdk:${service}:${api}`,
    patterns: PATTERNS,
    get shapes() {
      return (shapes ??= shapesOf(model, stored));
    },
    permissions: twin === undefined ? permissionsFrom(service, model, api, stored) : permissionsLike(twin),
    ...(unseen === undefined ? {} : { unseen }),
    documentation: DOCUMENTATION,
  };
}

function serviceOf(name: string): SdkService | undefined {
  if (!sdkServices.includes(name)) return undefined;
  let service = services.get(name);
  if (service === undefined) {
    // Not an import: four hundred files, of which a definition needs a few.
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    const stored = require(`./sdk/${name}.json`) as StoredService;
    service = { ...stored, shapeOf: stored.shapes === undefined ? shapeOfWords : shapeResolver(stored.shapes) };
    services.set(name, service);
  }
  return service;
}

function unseenBy(api: string, { as: actions, unseen }: StoredApi): string | undefined {
  if (actions?.length !== 0) return unseen;
  return `what IAM asks for: AWS's reference of actions has none called like ${api}`;
}

function shapesOf({ shapeOf }: SdkService, stored: StoredApi): OperationShapes {
  const output = shapeOf(stored.out);
  return {
    input: shapeOf(stored.in),
    output: { ...output, members: { ...output.members, ...SDK_METADATA } },
  };
}

const LETTERS: Record<string, Shape> = {
  "": { type: "string" },
  i: { type: "integer" },
  f: { type: "float" },
  b: { type: "boolean" },
  t: { type: "timestamp" },
  l: { type: "list", item: ANY },
  m: { type: "map", value: ANY },
  o: ANY,
};

/** The structure that words such as `Bucket! MaxKeys:i` stand for. */
function shapeOfWords(words: string): Shape {
  const members = words.split(" ").flatMap((word) => {
    const [, name, mark, letter = ""] = /^([^!:]+)(!?)(?::(.))?$/.exec(word) ?? [];
    return name === undefined ? [] : [{ name, isRequired: mark === "!", shape: LETTERS[letter] ?? ANY }];
  });
  const required = members.filter(({ isRequired }) => isRequired).map(({ name }) => name);
  return {
    type: "structure",
    members: Object.fromEntries(members.map(({ name, shape }) => [name, shape])),
    ...(required.length === 0 ? {} : { required }),
  };
}

function permissionsFrom(service: string, model: SdkService, api: string, stored: StoredApi): Permission[] {
  const name = `${service}:${api}`;
  return OWN_NEEDS[name] ?? [...permissionsOf(model, api, stored), ...(FURTHER_NEEDS[name] ?? [])];
}

function permissionsOf({ prefix, arns }: SdkService, api: string, stored: StoredApi): Permission[] {
  const { as: actions = [`${api[0]?.toUpperCase()}${api.slice(1)}`], on, wide, pass } = stored;
  const permissions: Permission[] = [];
  if (actions.length > 0) {
    permissions.push({
      actions: actions.map((action) => `${prefix}:${action}`),
      // `*`: these actions have no resource-level permissions.
      resources: on === undefined ? ["*"] : on.map((index) => arns[index] ?? "*"),
      ...(wide === undefined ? {} : { wide: `the request does not tell which ${wide.join(" and ")}` }),
      source: AUTHORIZATION,
    });
  }
  if (pass !== undefined) {
    // Roles of device fleets are for AWS IoT to assume, and most other services take roles for several principals.
    const isForSageMaker = prefix === "sagemaker" && !api.endsWith("DeviceFleet");
    const { conditions, ...passing } = passRole(pass, "sagemaker.amazonaws.com", PASS_ROLE);
    permissions.push(isForSageMaker ? { ...passing, ...(conditions && { conditions }) } : passing);
  }
  return permissions;
}

/** What an optimized integration needs for the call alone; tags are set only when they are given. */
function permissionsLike({ permissions, tagsParameter }: Integration): Permission[] {
  return permissions
    .filter(({ patterns }) => patterns === undefined || patterns.includes("requestResponse"))
    .map((permission) => {
      const tagging = permission.actions.filter((action) => /:(AddTags|TagResource)$/.test(action));
      return tagging.length === 0 || tagsParameter === undefined
        ? permission
        : { ...permission, actions: tagging, when: permission.when ?? tagsParameter };
    });
}
