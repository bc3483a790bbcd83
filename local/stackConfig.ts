/**
 * A stack's configuration as the Pulumi CLI would hand it to the program: `Pulumi.<stack>.yaml` over the defaults of
 * `Pulumi.yaml`.
 *
 * Source: https://www.pulumi.com/docs/iac/concepts/config/ and
 * https://www.pulumi.com/docs/reference/pulumi-yaml/#config-options
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parse } from "yaml";
import * as v from "valibot";
import { UserError } from "./userError";

/** What the program of a stack is started with. */
export interface StackConfig {
  project: string;
  stack: string;
  /** Absolute path of the program's file, or of the folder that holds its `package.json`. */
  main: string;
  /** Namespaced key -> value as the engine hands it over: text, with objects and arrays as JSON. */
  config: Record<string, string>;
}

/** An entry of Pulumi.yaml's `config:`: a declaration, or simply the value. */
const declaration = v.union([
  v.object({
    type: v.optional(v.picklist(["string", "integer", "boolean", "array", "object"])),
    default: v.optional(v.unknown()),
    value: v.optional(v.unknown()),
  }),
  v.pipe(
    v.union([v.string(), v.number(), v.boolean()]),
    v.transform((value) => ({ type: undefined, default: undefined, value })),
  ),
]);

const projectFile = v.object({
  name: v.string(),
  main: v.optional(v.string()),
  config: v.optional(v.record(v.string(), declaration), {}),
});

const stackFile = v.nullable(v.object({ config: v.nullish(v.record(v.string(), v.unknown())) }));

/**
 * Reads the configuration of a stack.
 *
 * @param root the folder of `Pulumi.yaml`
 * @param overrides values that win over both files; a key without a namespace is the project's own
 * @throws UserError when a file is missing or wrong, the stack does not exist, a value is missing, has another type than
 * Pulumi.yaml declares, or is encrypted
 * @example readStackConfig(".", "dev").config["aws:region"] // "us-east-1"
 */
export function readStackConfig(root: string, stack: string, overrides: Record<string, unknown> = {}): StackConfig {
  const project = read(join(root, "Pulumi.yaml"), projectFile);
  const file = `Pulumi.${stack}.yaml`;
  if (!existsSync(join(root, file))) throw unknownStack(root, stack);
  const namespaced = (key: string) => (key.includes(":") ? key : `${project.name}:${key}`);

  const values = new Map<string, unknown>();
  for (const source of [read(join(root, file), stackFile)?.config ?? {}, overrides]) {
    for (const [key, value] of Object.entries(source)) values.set(namespaced(key), value);
  }
  for (const [name, { type, ...initial }] of Object.entries(project.config)) {
    const key = namespaced(name);
    const value = values.get(key) ?? initial.default ?? initial.value;
    if (value === undefined || value === null) {
      throw new UserError(`The stack ${stack} has no value for ${key}.`, `Set it in ${file}.`);
    }
    if (type !== undefined && typeOf(value, type) !== type) {
      throw new UserError(
        `In the stack ${stack}, ${key} is ${JSON.stringify(value)}, and Pulumi.yaml asks for a value of type ${type}.`,
        `Correct it in ${file}.`,
      );
    }
    values.set(key, value);
  }
  return {
    project: project.name,
    stack,
    main: resolve(root, project.main ?? "."),
    config: Object.fromEntries([...values].map(([key, value]) => [key, asText(key, value, file)])),
  };
}

function read<Schema extends v.GenericSchema>(path: string, schema: Schema): v.InferOutput<Schema> {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch {
    throw new UserError(
      `There is no ${path}.`,
      "Run this in the folder of a Pulumi project, or name it with --project.",
    );
  }
  try {
    return v.parse(schema, parse(text));
  } catch (error) {
    const reason = v.isValiError(error) ? v.summarize(error.issues) : (error as Error).message;
    throw new UserError(`${path} cannot be read:\n${reason}`, "Correct the file.");
  }
}

function unknownStack(root: string, stack: string): UserError {
  const stacks = readdirSync(root).flatMap((file) => /^Pulumi\.(.+)\.yaml$/.exec(file)?.[1] ?? []);
  return new UserError(
    `There is no stack "${stack}": ${root} holds no Pulumi.${stack}.yaml.`,
    stacks.length > 0 ? `Stacks: ${stacks.sort().join(", ")}.` : `Make a Pulumi.${stack}.yaml.`,
  );
}

/** The type of a value, where text that reads as the type `wanted` is of that type: the command line sets only text. */
function typeOf(value: unknown, wanted: string): string {
  if (wanted === "integer" && /^[+-]?\d+$/.test(String(value))) return "integer";
  if (wanted === "boolean" && (value === "true" || value === "false")) return "boolean";
  return Array.isArray(value) ? "array" : typeof value;
}

/** A value as the engine hands it over. */
function asText(key: string, value: unknown, file: string): string {
  if (isEncrypted(value)) {
    throw new UserError(
      `${key} is encrypted in ${file}, and there is no engine here that could decrypt it.`,
      "Use a stack without secrets on this machine.",
    );
  }
  return typeof value === "string" ? value : JSON.stringify(value);
}

function isEncrypted(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  return Object.entries(value).some(
    ([key, inner]) => (key === "secure" && typeof inner === "string") || isEncrypted(inner),
  );
}
