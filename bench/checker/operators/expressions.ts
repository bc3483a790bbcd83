/** Paths, intrinsic functions, JSONata and variables that cannot be read. */
import type { JsonObject } from "../../../asl/definition";
import { each, type Operator } from "../mutation";
import { asObject, expressions, type LeafSite, references, states, type StateSite, statesOf, textOf } from "../sites";
import { misspell, rename, rewrite, set } from "./edits";

const operator = (name: string, breaks: string, mutate: Operator["mutate"]): Operator => ({
  name,
  class: "expressions",
  breaks,
  mutate,
});

/** Rewrites paths (not intrinsics) in payload templates. */
const path = (change: (text: string, site: LeafSite) => string | undefined) =>
  each(references, (site) => {
    const text = site.value.startsWith("$") ? change(site.value, site) : undefined;
    return text === undefined ? undefined : rewrite(site, text);
  });

/** Rewrites calls of intrinsic functions. */
const call = (change: (text: string) => string) =>
  each(references, (site) => (site.value.startsWith("States.") ? rewrite(site, change(site.value)) : undefined));

/** Rewrites what stands between `{%` and `%}`. */
const jsonata = (change: (code: string, site: LeafSite) => string | undefined) =>
  each(expressions, (site) => {
    const code = change(site.value.slice(2, -2).trim(), site);
    return code === undefined ? undefined : rewrite(site, `{% ${code} %}`);
  });

/** Gives a field that holds a path another text. */
const field = (names: string[], change: (text: string) => string) =>
  each(
    (definition) => states(definition).flatMap((site) => names.map((name) => ({ ...site, field: name }))),
    ({ state, path: at, field: name }) => {
      const text = state[name];
      return typeof text === "string" && text.startsWith("$") ? set(state, at, name, change(text)) : undefined;
    },
  );

/** Gives states that assign variables one more of a name that none can have. */
const badVariable = (name: string) =>
  each(states, ({ state, path: at }) => {
    const assigned = asObject(state.Assign);
    return assigned === undefined ? undefined : set(assigned, `${at}.Assign`, name, 1);
  });

const jsonPathStates = (definition: JsonObject): StateSite[] =>
  statesOf("Task", "Pass", "Parallel", "Map")(definition).filter(({ jsonata: other }) => !other);

/** Operators on expressions. */
export const expressionOperators: Operator[] = [
  operator(
    "path-bracket",
    "A path with an open bracket",
    path((text) => `${text}[`),
  ),
  operator(
    "path-quote",
    "A path with an open quotation mark",
    path((text) => `${text}['a]`),
  ),
  operator(
    "path-dots",
    "A path that ends in a dot",
    path((text) => `${text}.`),
  ),
  operator(
    "path-no-dollar",
    "A path without its $",
    path((text) => text.replace(/^\$+\.?/, "")),
  ),
  operator(
    "path-a-word",
    "A word under a key that ends in .$",
    path(() => "customers"),
  ),
  operator(
    "input-path-broken",
    "An InputPath or OutputPath that is none",
    field(["InputPath", "OutputPath"], (text) => text.replace("$.", "")),
  ),
  operator(
    "result-path-several",
    "A ResultPath to several places",
    field(["ResultPath"], (text) => `${text}[*]`),
  ),
  operator(
    "result-path-deep",
    "A ResultPath that searches",
    field(["ResultPath"], (text) => text.replace("$.", "$..")),
  ),
  operator(
    "result-path-context",
    "A ResultPath into the context object",
    field(["ResultPath"], (text) => `$${text}`),
  ),
  operator(
    "items-path-broken",
    "An ItemsPath that is none",
    field(["ItemsPath"], (text) => text.replace("$.", "")),
  ),
  operator(
    "wait-path-broken",
    "A Wait's path that is none",
    field(["SecondsPath", "TimestampPath"], (text) => text.replace("$.", "")),
  ),
  operator(
    "error-path-broken",
    "A Fail's path that is none",
    field(["ErrorPath", "CausePath"], (text) => text.replace("$.", "")),
  ),
  operator(
    "intrinsic-unknown",
    "A function that there is not",
    call((text) => text.replace(/^States\.(\w+)/, (_all, name: string) => `States.${misspell(name)}`)),
  ),
  operator(
    "intrinsic-case",
    "A function in small letters",
    call((text) => text.replace(/^States\.(\w+)/, (_all, name: string) => `States.${name.toLowerCase()}`)),
  ),
  operator(
    "intrinsic-prefix",
    "A function without States.",
    call((text) => text.replace("States.", "")),
  ),
  operator(
    "intrinsic-open",
    "A call without its last parenthesis",
    call((text) => text.slice(0, -1)),
  ),
  operator(
    "intrinsic-quote",
    "A text with an open quotation mark",
    call((text) => text.replace(/\(/, "('")),
  ),
  operator(
    "intrinsic-too-many",
    "A call with an argument too many",
    call((text) => {
      if (/^States\.(Array|Format)\(/.test(text)) return text.replace(/^States\.\w+\(.*\)$/s, "States.UUID(1)");
      return text.replace(/\)$/, text.endsWith("()") ? "1)" : ", 1, 2, 3)");
    }),
  ),
  operator(
    "intrinsic-too-few",
    "A call without arguments",
    call((text) =>
      text.endsWith("()")
        ? "States.Hash('a')"
        : text.replace(/\(.*\)$/s, "()").replace(/^States\.(Array|UUID)\(\)$/, "States.Format()"),
    ),
  ),
  operator(
    "format-hole-extra",
    "A format with a hole too many",
    call((text) => text.replace(/^States\.Format\('/, "States.Format('{}")),
  ),
  operator(
    "format-hole-missing",
    "A format with a hole too few",
    call((text) => text.replace(/^(States\.Format\('[^']*?)\{\}/, "$1")),
  ),
  operator(
    "context-unknown",
    "A part of the context object that there is not",
    path((text) => (text.startsWith("$$.") ? text.replace(/[A-Za-z]+$/, misspell) : undefined)),
  ),
  operator(
    "context-unknown-top",
    "A context path to nothing",
    path(() => "$$.Executions.Id"),
  ),
  operator(
    "context-map-outside",
    "An item of a Map outside of one",
    path((text, { site }) => (site.maps.length === 0 && site.state.Type !== "Map" ? "$$.Map.Item.Value" : text)),
  ),
  operator(
    "variable-undefined",
    "A variable that nothing assigns",
    path(() => "$unknownVariable"),
  ),
  operator("variable-digit", "A variable whose name begins with a digit", badVariable("1st")),
  operator("variable-hyphen", "A variable with a hyphen in its name", badVariable("best-model")),
  operator("variable-reserved", "A variable named states", badVariable("states")),
  operator("variable-too-long", "A variable with a name of 81 characters", badVariable("v".repeat(81))),
  operator(
    "jsonata-syntax",
    "JSONata that ends in a dot",
    jsonata((code) => `${code}.`),
  ),
  operator(
    "jsonata-bracket",
    "JSONata with an open bracket",
    jsonata((code) => `(${code}`),
  ),
  operator(
    "jsonata-operator",
    "JSONata with an operator too many",
    jsonata((code) => `${code} + * 2`),
  ),
  operator(
    "jsonata-text",
    "JSONata with an open text",
    jsonata((code) => `${code} & 'x`),
  ),
  operator(
    "jsonata-function",
    "A JSONata function that there is not",
    jsonata((code) => `$uppercased(${code})`),
  ),
  operator(
    "jsonata-variable",
    "A JSONata variable that nothing assigns",
    jsonata(() => "$unknownVariable"),
  ),
  operator(
    "jsonata-states",
    "A part of $states that there is not",
    jsonata(() => "$states.inputs"),
  ),
  operator(
    "jsonata-result",
    "The result before there is one",
    jsonata((_code, { path: at }) => (at.includes(".Arguments.") ? "$states.result.Name" : undefined)),
  ),
  operator(
    "jsonata-error",
    "The error where none was caught",
    jsonata((_code, { path: at }) => (at.includes("Catch") ? undefined : "$states.errorOutput.Error")),
  ),
  operator(
    "jsonata-context",
    "A part of the context object that there is not",
    jsonata(() => "$states.context.Executions.Id"),
  ),
  operator(
    "jsonata-eval",
    "A function that Step Functions does not offer",
    jsonata((code) => `$eval(${JSON.stringify(code)})`),
  ),
  operator(
    "jsonata-delimiter",
    "An expression without its last delimiter",
    each(expressions, (site) => rewrite(site, site.value.replace(/\s*%\}$/, ""))),
  ),
  operator(
    "dollar-missing",
    "A path in place of a role, since the key lacks its .$",
    each(jsonPathStates, ({ state, path: at }) => {
      const parameters = asObject(state.Parameters);
      const key = ["RoleArn", "ExecutionRoleArn"].find((name) => parameters?.[name] !== undefined);
      return parameters === undefined || key === undefined
        ? undefined
        : set(parameters, `${at}.Parameters`, key, "$.Role");
    }),
  ),
  operator(
    "dollar-too-many",
    "A text that is no path, since the key has a .$ too many",
    each(jsonPathStates, ({ state, path: at }) => {
      const parameters = asObject(state.Parameters);
      const key = Object.keys(parameters ?? {}).find(
        (name) =>
          /^\w+$/.test(name) && /^[\w-]+$/.test(textOf(parameters?.[name])) && typeof parameters?.[name] === "string",
      );
      if (parameters === undefined || key === undefined) return undefined;
      rename(parameters, key, `${key}.$`);
      return `${at}.Parameters.${key}`;
    }),
  ),
];
