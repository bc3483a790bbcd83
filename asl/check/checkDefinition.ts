/** Everything that can be found wrong in a definition before it runs. */
import type { QueryLanguage, StateGraph } from "../definition";
import { statesOf, walkGraphs, type VisitedState } from "../walk";
import { checkDataflow } from "./dataflow/checkDataflow";
import { checkErrorHandling } from "./errorHandling";
import { checkExpress, checkExpressTimeout, runsInExpress } from "./express";
import { checkGraph } from "./graph";
import { Names } from "./names";
import { error, type Problem, warning } from "./problem";
import { checkObject } from "./structure/checkObject";
import { checkState, queryLanguageOf } from "./structure/state";
import { branchRule, definitionRule, processorRule } from "./structure/states";
import { checkTask } from "./tasks/task";
import { type Fields, hasPlaceholder, isDeeperThan, isObject, jsonBytes, shown } from "./value";

/** Largest definition, in bytes of UTF-8: https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html */
export const MAX_DEFINITION_BYTES = 1_048_576;

/** Levels of JSON inside one state beyond which nothing in it is looked at. */
const MAX_JSON_LEVELS = 500;

/**
 * Levels of Parallel and Map from which AWS may refuse the definition with TOO_DEEPLY_NESTED. AWS does not tell the number;
 * nothing that people write comes near this one.
 */
const MANY_LEVELS = 25;

/** What is known of a definition beside itself. */
export interface CheckOptions {
  /** The state machine's type; STANDARD when absent. */
  type?: "STANDARD" | "EXPRESS";
  /** JSON schema of the execution's input. */
  inputSchema?: object;
}

/**
 * Checks a definition: its structure, how its states are joined, what each task calls and sends, what is read and what is written. Takes anything, throws
 * nothing, and takes some microseconds a state.
 *
 * @returns what was found, graph by graph; none when nothing is wrong
 * @example checkDefinition(JSON.parse(text), { type: "EXPRESS" }).filter(({ severity }) => severity === "error")
 */
export function checkDefinition(definition: unknown, options: CheckOptions = {}): Problem[] {
  if (!isObject(definition)) {
    const remedy = 'Give an object with "StartAt" and "States".';
    return [error("not-an-object", "", `the definition was ${shown(definition)}`, remedy)];
  }
  const bytes = bytesOf(definition);
  if (bytes === undefined) {
    const remedy = "Give what JSON can hold, without anything that holds itself.";
    return [error("not-json", "", "the definition cannot be written as JSON", remedy)];
  }
  const problems: Problem[] = [];
  if (bytes > MAX_DEFINITION_BYTES) {
    const remedy = `Split it: ${MAX_DEFINITION_BYTES} is the most.`;
    problems.push(error("too-large", "", `the definition has ${bytes} bytes`, remedy));
  }
  checkObject(definition, definitionRule, undefined, "", problems);
  if (options.type === "EXPRESS") checkExpressTimeout(definition, "", problems);
  checkGraphs(definition, options, problems);
  problems.push(...checkDataflow(definition, options));
  return problems;
}

/** Bytes of the text that AWS gets; undefined when there is no such text. */
function bytesOf(definition: Fields): number | undefined {
  try {
    return Buffer.byteLength(JSON.stringify(definition));
  } catch (cause) {
    return cause instanceof RangeError ? jsonBytes(definition) : undefined;
  }
}

function checkGraphs(definition: Fields, options: CheckOptions, problems: Problem[]): void {
  const language = queryLanguageOf(definition, "JSONPath");
  const names = new Names();
  const levels = new Map<StateGraph, number>();
  const express = new Map<StateGraph, boolean>();
  let isTold = false;
  for (const visited of walkGraphs(definition)) {
    const { graph, prefix, parent } = visited;
    const level = parent === undefined ? 0 : (levels.get(parent.graph) ?? 0) + 1;
    const inExpress =
      parent === undefined ? options.type === "EXPRESS" : runsInExpress(parent, express.get(parent.graph) === true);
    levels.set(graph, level);
    express.set(graph, inExpress);
    if (level > MANY_LEVELS && !isTold) {
      isTold = true;
      const message = `more than ${MANY_LEVELS} levels of Parallel and Map`;
      problems.push(warning("many-levels", prefix.slice(0, -1), message, "Move some into a machine of their own."));
    }
    for (const [name, state] of Object.entries(graph.States)) {
      if (isObject(state) || hasPlaceholder(state)) continue;
      const message = `the state was ${shown(state)}`;
      problems.push(error("not-an-object", `${prefix}States.${name}`, message, 'Give an object with "Type".'));
    }
    checkGraph(visited, problems);
    for (const inner of statesOf(visited)) checkOneState(inner, language, inExpress, names, problems);
  }
}

function checkOneState(
  { name, state, path }: VisitedState,
  language: QueryLanguage | undefined,
  inExpress: boolean,
  names: Names,
  problems: Problem[],
): void {
  const { Branches, ItemProcessor, Iterator, ...own } = state as unknown as Fields;
  names.checkState(name, path, problems);
  names.checkLabel(own.Label, `${path}.Label`, problems);
  if (isDeeperThan(own, MAX_JSON_LEVELS)) {
    const message = `the state's JSON nests more than ${MAX_JSON_LEVELS} levels deep`;
    problems.push(error("too-deeply-nested", path, message, "Pass such data through S3."));
    return;
  }
  const fields = state as unknown as Fields;
  checkState(fields, language, path, problems);
  if (Array.isArray(Branches)) {
    Branches.forEach((branch: unknown, index) => {
      if (isObject(branch)) checkObject(branch, branchRule, language, `${path}.Branches[${index}]`, problems);
    });
  }
  if (isObject(ItemProcessor)) checkObject(ItemProcessor, processorRule, language, `${path}.ItemProcessor`, problems);
  if (isObject(Iterator)) checkObject(Iterator, processorRule, language, `${path}.Iterator`, problems);
  checkErrorHandling(fields, path, problems);
  if (fields.Type === "Task") checkTask(fields, queryLanguageOf(fields, language), path, problems);
  if (inExpress) checkExpress(fields, path, problems);
}
