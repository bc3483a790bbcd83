/** Reads of what no state has written. */
import type { Json, JsonObject } from "../../../asl/definition";
import { each, type Operator, type Subject } from "../mutation";
import {
  asObject,
  expressions,
  handlers,
  leaves,
  type LeafSite,
  references,
  rules,
  states,
  statesOf,
  textOf,
} from "../sites";
import { includesText, misspell, rewrite, set } from "./edits";

const operator = (name: string, breaks: string, mutate: Operator["mutate"]): Operator => ({
  name,
  class: "dataflow",
  breaks,
  mutate,
});

/** A path's last member misspelt: `$.Training.Status` becomes `$.Training.Sttaus`. */
const misspellLast = (path: string) => path.replace(/[A-Za-z]\w*$/, misspell);

/** Whether a path leads to or below something that the definition makes. */
const isMade = (path: string, { made }: Subject) =>
  made.some((root) => path === root || (path.startsWith(root) && /^[.[]/.test(path.slice(root.length))));

/** Misspells each path (alone or in an intrinsic) that leads below what the definition makes. */
function misspellMade(text: string, subject: Subject): string {
  return text.replace(/\$[\w$]*(?:\[\d+\])?(?:\.\w+|\[\d+\])*/g, (path) =>
    isMade(path, subject) ? misspellLast(path) : path,
  );
}

/** Reads in members of these fields of a state. */
const reads = (...fields: string[]) =>
  each(
    (definition) => references(definition).filter(({ path }) => fields.some((field) => path.includes(`.${field}.`))),
    (site, subject) => rewrite(site, misspellMade(site.value, subject)),
  );

/** Reads by these fields themselves. */
const readsBy = (...fields: string[]) =>
  each(
    (definition) =>
      states(definition).flatMap(({ state, path, jsonata }) =>
        fields.flatMap((key) =>
          typeof state[key] === "string" && !jsonata
            ? [{ object: state, path: `${path}.${key}`, key, value: state[key] }]
            : [],
        ),
      ),
    (site, subject) => rewrite(site as LeafSite, misspellMade(site.value, subject)),
  );

/** What SageMaker, Lambda and other services answer: known, whatever the execution's input is. */
const ofService = ({ site }: LeafSite) =>
  /^arn:aws:states:::/.test(textOf(site.state.Resource)) && !textOf(site.state.Resource).endsWith("waitForTaskToken");

const selectorReads = (definition: JsonObject) =>
  references(definition).filter(
    (leaf) => leaf.path.includes(".ResultSelector.") && leaf.value.startsWith("$.") && ofService(leaf),
  );

/** A read of a member of a ResultSelector by another state: where it is written, and under which name. */
function selectedMembers(definition: JsonObject) {
  return states(definition).flatMap(({ state, path, jsonata }) => {
    const selector = asObject(state.ResultSelector);
    if (selector === undefined || jsonata || typeof state.ResultPath !== "string") return [];
    return Object.keys(selector).flatMap((key) => {
      const read = `${textOf(state.ResultPath)}.${key.replace(/\.\$$/, "")}`;
      return includesText(definition, `"${read}"`) ? [{ selector, key, path }] : [];
    });
  });
}

/** States whose result other states read by its ResultPath. */
function readResults(definition: JsonObject) {
  return statesOf(
    "Task",
    "Map",
    "Parallel",
  )(definition).filter(
    ({ state }) => typeof state.ResultPath === "string" && includesText(definition, `${state.ResultPath}.`),
  );
}

/** A change of the definition that only shows where the data is read; only sure where all data is the definition's own. */
const inClosed =
  (mutate: Operator["mutate"]): Operator["mutate"] =>
  (subject) =>
    subject.closed ? mutate(subject) : [];

/** The place of a finding is the state that reads, whichever that is. */
const ANYWHERE = "";

/** Operators on the flow of data. */
export const dataflowOperators: Operator[] = [
  operator("parameter-read", "A parameter reads a member that was never written", reads("Parameters")),
  operator(
    "selector-read",
    "A ResultSelector reads a member that the service does not answer",
    // What a function answers is its own business.
    each(selectorReads, (site) =>
      site.value.startsWith("$.Payload.") ? undefined : rewrite(site, misspellLast(site.value)),
    ),
  ),
  operator(
    "selector-read-first",
    "A ResultSelector reads a part that the service does not answer",
    each(selectorReads, (site) =>
      rewrite(
        site,
        site.value.replace(/^\$\.\w+/, (first) => `$.${misspell(first.slice(2))}`),
      ),
    ),
  ),
  operator(
    "branch-read",
    "A ResultSelector of a Parallel reads a member that its branch has not",
    each(
      (definition) =>
        references(definition).filter(
          ({ path, site, value }) =>
            site.state.Type === "Parallel" && path.includes(".ResultSelector.") && /^\$\[\d\]\.\w+$/.test(value),
        ),
      (site) => rewrite(site, misspellLast(site.value)),
    ),
  ),
  operator("item-read", "An ItemSelector reads a member that was never written", reads("ItemSelector")),
  operator(
    "variable-read",
    "A Choice reads a member that was never written",
    each(rules, ({ object, path }, subject) => {
      const variable = textOf(object.Variable);
      const broken = misspellMade(variable, subject);
      return object.Variable === undefined || object.IsPresent !== undefined || broken === variable
        ? undefined
        : set(object, path, "Variable", broken);
    }),
  ),
  operator(
    "compared-read",
    "A Choice compares with a member that was never written",
    each(rules, ({ object, path }, subject) => {
      const key = Object.keys(object).find((name) => name.endsWith("Path"));
      if (key === undefined) return undefined;
      const broken = misspellMade(textOf(object[key]), subject);
      return broken === object[key] ? undefined : set(object, path, key, broken);
    }),
  ),
  operator("input-read", "An InputPath or OutputPath to what was never written", readsBy("InputPath", "OutputPath")),
  operator("error-read", "A Fail reads a member that an error has not", readsBy("ErrorPath", "CausePath")),
  operator("wait-read", "A Wait reads a member that was never written", readsBy("SecondsPath", "TimestampPath")),
  operator("items-read", "A Map over what was never written", readsBy("ItemsPath")),
  operator(
    "result-dropped",
    "A result that is read later is dropped",
    inClosed(
      each(readResults, ({ state }) => {
        state.ResultPath = null;
        return ANYWHERE;
      }),
    ),
  ),
  operator(
    "result-moved",
    "A result that is read later is put elsewhere",
    inClosed(
      each(readResults, ({ state }) => {
        state.ResultPath = "$.Elsewhere";
        return ANYWHERE;
      }),
    ),
  ),
  operator(
    "input-replaced",
    "A result takes the place of the input that is read later",
    inClosed(
      each(readResults, ({ state }) => {
        Reflect.deleteProperty(state, "ResultPath");
        return ANYWHERE;
      }),
    ),
  ),
  operator(
    "member-not-selected",
    "A ResultSelector lacks a member that is read later",
    each(selectedMembers, ({ selector, key }) => {
      Reflect.deleteProperty(selector, key);
      return ANYWHERE;
    }),
  ),
  operator(
    "member-renamed",
    "A ResultSelector gives another name to a member that is read later",
    each(selectedMembers, ({ selector, key }) => {
      const value = selector[key]!;
      Reflect.deleteProperty(selector, key);
      selector[`${misspell(key.replace(/\.\$$/, ""))}${key.endsWith(".$") ? ".$" : ""}`] = value;
      return ANYWHERE;
    }),
  ),
  operator(
    "output-dropped",
    "An OutputPath drops what is read later",
    each(readResults, ({ state }) => {
      const [root] = /^\$\.\w+/.exec(textOf(state.ResultPath)) ?? [];
      const selector = asObject(state.ResultSelector);
      // Only where the members are known is it sure that the result has none of its own path's name.
      if (root === undefined || selector === undefined) return undefined;
      state.OutputPath = root;
      return ANYWHERE;
    }),
  ),
  operator(
    "error-elsewhere",
    "A Catch puts the error where nobody reads it",
    inClosed(
      each(handlers("Catch"), ({ object }, { definition }) => {
        if (typeof object.ResultPath !== "string" || !includesText(definition, `"${object.ResultPath}.`))
          return undefined;
        object.ResultPath = "$.Problem";
        return ANYWHERE;
      }),
    ),
  ),
  operator(
    "sync-removed",
    "A task that no longer waits has not the result that is read",
    each(
      (definition) => statesOf("Task")(definition),
      ({ state, path }) => {
        const selector = JSON.stringify(state.ResultSelector ?? null);
        if (
          !/\$\.(ModelArtifacts|TrainingJobStatus|TransformJobStatus|BestTrainingJob|LabelingJobOutput|QueryExecution)/.test(
            selector,
          )
        )
          return undefined;
        return textOf(state.Resource).endsWith(".sync")
          ? set(state, path, "Resource", textOf(state.Resource).slice(0, -".sync".length)) && path
          : undefined;
      },
    ),
  ),
  operator(
    "selected-item-missing",
    "An ItemSelector lacks a member that the items' states read",
    each(statesOf("Map"), ({ state, jsonata }, { closed }) => {
      const selector = asObject(state.ItemSelector);
      if (selector === undefined || (!closed && !jsonata)) return undefined;
      const [key] = Object.keys(selector);
      const name = key?.replace(/\.\$$/, "") ?? "";
      if (
        key === undefined ||
        !(
          includesText(state.ItemProcessor!, `$.${name}`) || includesText(state.ItemProcessor!, `$states.input.${name}`)
        )
      )
        return undefined;
      Reflect.deleteProperty(selector, key);
      return ANYWHERE;
    }),
  ),
  operator(
    "branch-index",
    "A read of the result of a branch that there is not",
    each(
      (definition) => [...references(definition), ...leaves("Choices")(definition)],
      (site, subject) =>
        isMade(site.value, subject) ? rewrite(site, site.value.replace(/^(\$)\[\d\]/, "$1[9]")) : undefined,
    ),
  ),
  operator(
    "selector-index",
    "A ResultSelector reads the result of a branch that there is not",
    each(
      (definition) =>
        references(definition).filter(
          ({ path, site }) => site.state.Type === "Parallel" && path.includes(".ResultSelector."),
        ),
      (site) => rewrite(site, site.value.replace(/^\$\[\d\]/, "$[9]")),
    ),
  ),
  operator(
    "own-result",
    "A task reads its own result before it is there",
    inClosed(
      each(readResults, ({ state, path }, { definition }) => {
        const parameters = asObject(state.Parameters);
        const key = Object.keys(parameters ?? {}).find((name) => name.endsWith(".$"));
        // In a loop the task may read what it wrote the last time.
        if (parameters === undefined || key === undefined || inLoop(definition, path.slice("States.".length)))
          return undefined;
        return set(parameters, `${path}.Parameters`, key, `${textOf(state.ResultPath)}.Name`).replace(/\.\$$/, "");
      }),
    ),
  ),
  operator(
    "never-written",
    "A parameter reads a member of a name that nothing writes",
    inClosed(
      each(references, (site, { definition }) => {
        if (!site.path.includes(".Parameters.") || site.site.name === definition.StartAt || !/^\$\.\w/.test(site.value))
          return undefined;
        return site.site.maps.length > 0 ? undefined : rewrite(site, "$.NothingWritesThis");
      }),
    ),
  ),
  operator(
    "jsonata-result-read",
    "An expression reads a member that the service does not answer",
    each(expressions, (site) =>
      /^arn:aws:states:::/.test(textOf(site.site.state.Resource))
        ? rewrite(
            site,
            site.value.replace(/\$states\.result\.(\w+)/g, (_all, name: string) => `$states.result.${misspell(name)}`),
          )
        : undefined,
    ),
  ),
  operator(
    "jsonata-variable-read",
    "An expression reads a member that a variable has not",
    each(expressions, (site, subject) =>
      rewrite(
        site,
        site.value.replace(/\$\w+\.\w+/g, (path) => (isMade(path, subject) ? misspellLast(path) : path)),
      ),
    ),
  ),
  operator(
    "jsonata-error-read",
    "An expression reads a member that an error has not",
    each(catchExpressions, (site) => rewrite(site, site.value.replace(/\$states\.errorOutput\.\w+/g, misspellLast))),
  ),
  operator(
    "jsonata-context-read",
    "An expression reads a member that the context has not",
    each(expressions, (site) =>
      rewrite(site, site.value.replace(/\$states\.context\.Map\.Item\.(Value|Index)/g, misspellLast)),
    ),
  ),
  operator(
    "jsonata-output-missing",
    "A state's Output lacks what the next one reads",
    each(statesOf("Task", "Pass", "Parallel", "Map"), ({ state, jsonata }, { definition }) => {
      const output = asObject(state.Output);
      const next = asObject(asObject(definition.States)?.[textOf(state.Next)]);
      const key = Object.keys(output ?? {}).find(
        (name) =>
          includesText(next ?? null, `$states.input.${name}`) ||
          (next?.QueryLanguage !== "JSONata" && includesText(next ?? null, `"$.${name}"`)),
      );
      if (!jsonata || output === undefined || key === undefined) return undefined;
      Reflect.deleteProperty(output, key);
      return ANYWHERE;
    }),
  ),
];

function catchExpressions(definition: JsonObject): LeafSite[] {
  return handlers("Catch")(definition).flatMap(({ object, path, site }) =>
    ["Assign", "Output"].flatMap((field) =>
      Object.entries(asObject(object[field]) ?? {}).flatMap(([outer, inner]) =>
        Object.entries(asObject(inner) ?? {}).flatMap(([key, value]) =>
          typeof value === "string"
            ? [{ object: asObject(inner)!, key, value, path: `${path}.${field}.${outer}.${key}`, site }]
            : [],
        ),
      ),
    ),
  );
}

/** Whether a state of the outermost graph can come to itself again. */
function inLoop(definition: JsonObject, name: string): boolean {
  const targets = (from: string): string[] => {
    const texts: Json[] = [asObject(definition.States)?.[from] ?? null];
    return [...JSON.stringify(texts).matchAll(/"(?:Next|Default)":"((?:[^"\\]|\\.)*)"/g)].map(
      ([, target]) => target ?? "",
    );
  };
  const seen = new Set<string>();
  for (let waiting = targets(name); waiting.length > 0; waiting = waiting.flatMap(targets)) {
    waiting = waiting.filter((target) => !seen.has(target));
    for (const target of waiting) seen.add(target);
  }
  return seen.has(name);
}
