/** The TypeScript program that makes a state machine with an existing definition. */
import { isDeepStrictEqual } from "node:util";
import { AslError } from "../../asl/aslError";
import { placeholderNames } from "../../asl/read/placeholders";
import type { Json, JsonObject, StateMachineDefinition } from "../../asl/definition";
import type { Fragment } from "../../asl/fragment";
import { walkGraphs, walkStates } from "../../asl/walk";
import { constantNames } from "./constantNames";
import { type Constant, graphCode, type Program } from "./graphCode";
import { type Code, quoted, statement } from "./sourceCode";
import { BUILDERS, called, importsOf, object, options, plain, spread, type Traced } from "./traced";

/** What a generated program says beside the definition. */
export interface ProgramOptions {
  /** The state machine's name. */
  name: string;
  /** What is imported, for the comment at the top. */
  from: string;
  /** The path of this package's files, without an end: `.`, `../..`, `sagemaker-pipelines`. */
  root: string;
}

/** A program's text, and what of the definition no builder gives. */
export interface ImportedProgram {
  text: string;
  /** Names of the states that are written as they are. */
  literals: string[];
}

/** What the program itself calls its things. */
const OWN_NAMES = ["StateMachine", "definition", "machine", "config", "pulumi"];

/**
 * The program for a definition. What it evaluates to has been worked out on the way, and is the given definition: where the
 * builders give something else, states stand as they are, and in the last resort the whole definition does.
 */
export function programCode(definition: StateMachineDefinition, settings: ProgramOptions): ImportedProgram {
  const made = built(definition) ?? asItIs(definition);
  return { text: textOf(made, definition, settings), literals: made.literals };
}

interface Made {
  constants: Constant[];
  whole: Traced;
  literals: string[];
  isLiteral: boolean;
}

function built(definition: StateMachineDefinition): Made | undefined {
  if (!isWhole(definition)) return undefined;
  const partition = partitionOf(definition);
  const forms = partition === undefined ? [definition] : [inAws(definition, partition), definition];
  for (const form of forms) {
    const { StartAt, States, Comment, TimeoutSeconds, QueryLanguage, ...others } = form;
    const program: Program = {
      language: QueryLanguage ?? "JSONPath",
      names: constantNames([...OWN_NAMES, ...BUILDERS]),
      constants: [],
      literals: [],
    };
    try {
      const fragment = graphCode({ StartAt, States }, program);
      const defined = define(fragment, {
        comment: Comment,
        timeoutSeconds: TimeoutSeconds,
        queryLanguage: QueryLanguage,
        partition: form === definition ? undefined : partition,
      });
      const rest = Object.entries(others as JsonObject);
      const whole =
        rest.length === 0
          ? defined
          : object([["", spread(defined)], ...rest.map(([key, value]): [string, Traced] => [key, plain(value)])]);
      const { constants, literals } = program;
      if (isDeepStrictEqual(whole.value, definition)) return { constants, whole, literals, isLiteral: false };
    } catch (error) {
      // Two states of one name that differ, a name that is too long, or more nesting than there is stack for.
      if (!(error instanceof AslError || error instanceof RangeError)) throw error;
    }
  }
  return undefined;
}

const TYPES = new Set<unknown>(["Task", "Pass", "Choice", "Wait", "Succeed", "Fail", "Parallel", "Map"]);

/** Whether every state is there, none a placeholder: only then TypeScript takes the definition for one. */
function isWhole(definition: StateMachineDefinition): boolean {
  return [...walkGraphs(definition)].every(({ graph }) =>
    Object.values(graph.States).every((state) => TYPES.has((Object(state) as { Type?: unknown }).Type)),
  );
}

function define(fragment: Traced<Fragment>, said: Record<string, Json | undefined>): Traced<object> {
  const members = Object.entries(said).map(([key, value]): [string, Traced | undefined] => [
    key,
    value === undefined ? undefined : plain(value),
  ]);
  return called("define", fragment, options(Object.fromEntries(members)));
}

function asItIs(definition: StateMachineDefinition): Made {
  const literals = [...walkStates(definition)].map(({ name }) => name);
  return { constants: [], whole: plain(definition as unknown as JsonObject), literals, isLiteral: true };
}

const INTEGRATION = /^arn:([^:]*|[^:]*\$\{[^}]*\}[^:]*):states:::/;

/** The partition of all integrations, when it is one and not `aws`. */
function partitionOf(definition: StateMachineDefinition): string | undefined {
  const partitions = new Set(
    [...walkStates(definition)].flatMap(
      ({ state }) => INTEGRATION.exec(String((state as { Resource?: unknown }).Resource))?.[1] ?? [],
    ),
  );
  const [only, another] = partitions;
  return another === undefined && only !== "aws" ? only : undefined;
}

/** The definition with its integrations in the partition in which builders write them; `define` puts them back. */
function inAws(definition: StateMachineDefinition, partition: string): StateMachineDefinition {
  const begin = `arn:${partition}:states:::`;
  const rewrite = (key: string, value: unknown) =>
    key === "Resource" && typeof value === "string" && value.startsWith(begin)
      ? `arn:aws:states:::${value.slice(begin.length)}`
      : value;
  return JSON.parse(JSON.stringify(definition, rewrite)) as StateMachineDefinition;
}

function textOf(made: Made, definition: StateMachineDefinition, { name, from, root }: ProgramOptions): string {
  const placeholders = placeholderNames(JSON.stringify(definition));
  const codes = [...made.constants.map(({ traced }) => traced.code), made.whole.code];
  const imports = [...importsOf(codes)].map(([file, names]): [string, string[]] => [`${root}/${file}`, names]);
  if (made.isLiteral) imports.push([`${root}/asl/definition`, ["type StateMachineDefinition"]]);
  imports.push([`${root}/components`, ["StateMachine"]]);
  const isTyped = made.isLiteral && isWhole(definition);
  const type = isTyped ? ": StateMachineDefinition" : "";
  const cast = made.isLiteral && !isTyped ? " as unknown as StateMachineDefinition;" : ";";
  return [
    `/** The state machine ${inComment(name)}, imported from ${inComment(from)}. */`,
    ...(placeholders.length > 0 ? ['import * as pulumi from "@pulumi/pulumi";'] : []),
    ...imports.sort(([a], [b]) => (a < b ? -1 : 1)).map(([file, names]) => importLine(file, names)),
    "",
    ...made.constants.flatMap(({ name: own, traced, comment }) => [
      ...(comment === undefined ? [] : [`// ${inComment(comment)}`]),
      statement(`const ${own} = `, traced.code),
      "",
    ]),
    ...(made.isLiteral ? ["// As it was imported: the builders give no definition that is the same."] : []),
    statement(`export const definition${type} = `, made.whole.code, cast),
    "",
    ...machineLines(name, placeholders),
    "",
  ].join("\n");
}

/** The state machine; what the definition leaves open comes from the stack's config. */
function machineLines(name: string, placeholders: string[]): string[] {
  const variable: Code = { kind: "name", text: "definition" };
  const asked = placeholders.map((placeholder): [string, Code] => [
    placeholder,
    { kind: "call", callee: "config.require", args: [plain(placeholder.replace(/[^A-Za-z0-9_-]+/g, "-")).code] },
  ]);
  const args: Code = {
    kind: "object",
    entries: [
      ["definition", variable],
      ...(asked.length > 0 ? [["substitutions", { kind: "object", entries: asked }] as [string, Code]] : []),
    ],
  };
  const machine: Code = { kind: "call", callee: "new StateMachine", args: [plain(name).code, args] };
  return [
    ...(asked.length > 0
      ? ["// What the definition leaves open, from the stack's config.", "const config = new pulumi.Config();", ""]
      : []),
    statement("export const machine = ", machine),
  ];
}

function importLine(file: string, names: string[]): string {
  const line = `import { ${names.sort().join(", ")} } from ${quoted(file)};`;
  return line.length <= 120 ? line : `import {\n${names.map((each) => `  ${each},\n`).join("")}} from ${quoted(file)};`;
}

/** Text that ends no comment. */
function inComment(text: string): string {
  return text.replace(/\s+/g, " ").replaceAll("*/", "* /");
}
