/** The definition that a state machine is given: built by a program, or imported as text. */
import * as pulumi from "@pulumi/pulumi";
import { relative, resolve } from "node:path";
import type { StateMachineDefinition } from "../../asl/definition";
import { DefinitionTextError } from "../../asl/read/definitionTextError";
import { type DefinitionText, readDefinition } from "../../asl/read/readDefinition";
import { readDefinitionFile } from "./definitionFile";
import { inputErrors } from "./settings";
import { whenKnown } from "./whenKnown";
import { projectFolder } from "./projectFolder";

/** The arguments that hold a definition; exactly one is given. */
export interface DefinitionArgs {
  /** A definition that the program has built. */
  definition?: pulumi.Input<StateMachineDefinition>;
  /** Path of a JSON or YAML file, relative to the Pulumi project's folder: the one of `Pulumi.yaml`. */
  definitionFile?: string;
  /** JSON as text, or the object itself. */
  definitionJson?: pulumi.Input<string | object>;
  /**
   * Values for `${Name}` in the definition, by name, as CloudFormation's DefinitionSubstitutions. Every placeholder of an
   * imported definition needs one, and each has to be used. A value that AWS makes up (an ARN of a resource that is not
   * there yet) leaves definition and policy unknown at preview; an ARN made of a name does not.
   */
  substitutions?: Record<string, pulumi.Input<string>>;
}

/** A definition and where it came from. */
export interface GivenDefinition {
  definition: StateMachineDefinition;
  /** `pipeline.json:12:9: ` for a path of the checker; empty for what has no text. */
  placeOf: (path: string) => string;
}

const SOURCES = ["definition", "definitionFile", "definitionJson"] as const;

/**
 * The one definition of the arguments; known at once when everything that makes it is.
 *
 * @throws pulumi.InputPropertiesError when none or several are given, it cannot be read, or placeholders and
 *   substitutions do not match; inside the output when the definition is one
 */
export function givenDefinition(what: string, args: DefinitionArgs): pulumi.Output<GivenDefinition> | GivenDefinition {
  const [field, second] = SOURCES.filter((name) => args[name] !== undefined);
  if (field === undefined || second !== undefined) {
    const reason = second === undefined ? "is required, or one of" : `was given beside ${field}; expected one of`;
    throw inputErrors(what, [{ propertyPath: second ?? "definition", reason: `${reason} ${SOURCES.join(", ")}` }]);
  }
  const { substitutions } = args;
  const source = settled(args[field]);
  const values = Object.values(substitutions ?? {}).every((value) => typeof value === "string")
    ? (substitutions as Record<string, string> | undefined)
    : pulumi.all(substitutions!);
  if (pulumi.Output.isInstance(source)) {
    return whenKnown([source, values], (known, filled) => read(what, field, known, filled));
  }
  if (pulumi.Output.isInstance(values)) {
    // What is wrong whatever the values are is said at once.
    read(what, field, source, unfilled(substitutions!));
    return values.apply((filled) => read(what, field, source, filled));
  }
  return read(what, field, source, values);
}

/** Values that leave every placeholder as it is. */
function unfilled(substitutions: Record<string, unknown>): Record<string, string> {
  return Object.fromEntries(Object.keys(substitutions).map((name) => [name, `\${${name}}`]));
}

/** A promise as an output; an output and a plain value as they are. */
function settled<Value>(value: pulumi.Input<Value>): pulumi.Output<Value> | Value {
  return value instanceof Promise ? (pulumi.output(value) as unknown as pulumi.Output<Value>) : (value as Value);
}

function read(
  what: string,
  field: (typeof SOURCES)[number],
  source: unknown,
  substitutions?: Record<string, string>,
): GivenDefinition {
  // What a program has built is not text: it goes through as it is.
  if (field === "definition" && substitutions === undefined && isObject(source)) {
    return { definition: source as StateMachineDefinition, placeOf: () => "" };
  }
  const name = field === "definitionFile" ? relative(projectFolder(), fileOf(source)) : "";
  const place = (line?: number, column?: number) =>
    name === "" ? "" : `${[name, line, column].filter((part) => part !== undefined).join(":")}: `;
  try {
    const text = readSource(field, source, substitutions);
    const problems = [...substitutionProblems(text.placeholders, substitutions ?? {}), ...duplicateProblems(text)];
    if (problems.length > 0) throw inputErrors(what, problems);
    return {
      definition: text.definition as unknown as StateMachineDefinition,
      placeOf(path) {
        const { line, column } = text.positionOf(path);
        return place(line, column);
      },
    };
  } catch (error) {
    if (!(error instanceof DefinitionTextError)) throw error;
    const { line, column, message, remedy } = error.problem;
    throw inputErrors(what, [{ propertyPath: field, reason: `${place(line, column)}${message}. ${remedy}` }]);
  }
}

/** The absolute path of a `definitionFile`. */
function fileOf(source: unknown): string {
  return resolve(projectFolder(), String(source));
}

function readSource(
  field: (typeof SOURCES)[number],
  source: unknown,
  substitutions?: Record<string, string>,
): DefinitionText {
  const options = substitutions === undefined ? {} : { substitutions };
  if (field === "definitionFile") return readDefinitionFile(fileOf(source), options, "the folder of Pulumi.yaml");
  const text = typeof source === "string" && field === "definitionJson" ? source : JSON.stringify(source);
  return readDefinition(text, { ...options, format: "JSON" });
}

/** Placeholders that have no value, and values that have no placeholder. */
function substitutionProblems(
  placeholders: string[],
  substitutions: Record<string, string>,
): pulumi.InputPropertyErrorDetails[] {
  const at = (name: string) => `substitutions.${name}`;
  return [
    ...placeholders
      .filter((name) => !Object.hasOwn(substitutions, name))
      .map((name) => ({ propertyPath: at(name), reason: `is required: the definition has \${${name}}` })),
    ...Object.keys(substitutions)
      .filter((name) => !placeholders.includes(name))
      .map((name) => ({ propertyPath: at(name), reason: `is not used: the definition has no \${${name}}` })),
  ];
}

function duplicateProblems({ duplicates }: DefinitionText): pulumi.InputPropertyErrorDetails[] {
  return duplicates.map(({ path, message, remedy }) => ({
    propertyPath: `definition.${path}`,
    reason: `${message}. ${remedy}`,
  }));
}

function isObject(value: unknown): value is object {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}
