/** Rules of a Map state that tie fields together. Sources as in mapFields.ts. */
import { error, type Problem, warning } from "../problem";
import { giveField } from "../remedies";
import { type Fields, hasPlaceholder, isObject } from "../value";

/** Only the Distributed Map reads, groups and writes items. */
const DISTRIBUTED_ONLY = ["ItemReader", "ItemBatcher", "ResultWriter"];
/** An inline Map takes no notice of them. */
const DISTRIBUTED_USE = [
  "ToleratedFailureCount",
  "ToleratedFailureCountPath",
  "ToleratedFailurePercentage",
  "ToleratedFailurePercentagePath",
  "Label",
];

/** How a Map runs its items; undefined when a placeholder stands for it. */
export function processorConfig(state: Fields): { mode: unknown; executionType: unknown } | undefined {
  const processor = isObject(state.ItemProcessor) ? state.ItemProcessor : state.Iterator;
  const config = isObject(processor) ? processor.ProcessorConfig : undefined;
  if (!isObject(config)) return hasPlaceholder(config) ? undefined : { mode: "INLINE", executionType: undefined };
  if (hasPlaceholder(config.Mode)) return undefined;
  return { mode: config.Mode ?? "INLINE", executionType: config.ExecutionType };
}

/** Checks what depends on the Map's mode, and what the reader's kind of file needs. */
export function checkMap(state: Fields, at: string, problems: Problem[]): void {
  const config = processorConfig(state);
  const processor = isObject(state.ItemProcessor) ? "ItemProcessor" : "Iterator";
  const configAt = `${at}.${processor}.ProcessorConfig.ExecutionType`;
  if (config?.mode === "DISTRIBUTED" && config.executionType === undefined) {
    problems.push(
      error("missing-field", configAt, 'mode DISTRIBUTED needs "ExecutionType"', giveField("ExecutionType", "text")),
    );
  } else if (config?.mode === "INLINE") {
    if (config.executionType !== undefined) {
      const message = 'mode INLINE has no "ExecutionType"';
      problems.push(error("unknown-field", configAt, message, 'Remove it, or set Mode to "DISTRIBUTED".'));
    }
    checkInline(state, at, problems);
  }
  if (isObject(state.ItemReader) && isObject(state.ItemReader.ReaderConfig)) {
    checkReader(state.ItemReader.ReaderConfig, `${at}.ItemReader.ReaderConfig`, problems);
  }
}

function checkInline(state: Fields, at: string, problems: Problem[]): void {
  const remedy = 'Set ItemProcessor.ProcessorConfig to {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}.';
  for (const field of DISTRIBUTED_ONLY) {
    if (state[field] === undefined) continue;
    problems.push(error("distributed-only", `${at}.${field}`, `an inline Map has no "${field}"`, remedy));
  }
  for (const field of DISTRIBUTED_USE) {
    if (state[field] === undefined) continue;
    const message = `an inline Map takes no notice of "${field}"`;
    problems.push(warning("distributed-field", `${at}.${field}`, message, remedy));
  }
}

function checkReader(config: Fields, at: string, problems: Problem[]): void {
  const needs = (field: string, why: string) => {
    if (config[field] !== undefined) return;
    problems.push(error("missing-field", `${at}.${field}`, `${why} needs "${field}"`, giveField(field)));
  };
  if (config.InputType === "CSV") needs("CSVHeaderLocation", "InputType CSV");
  if (config.CSVHeaderLocation === "GIVEN") needs("CSVHeaders", "CSVHeaderLocation GIVEN");
  if (config.InputType !== "JSON" && config.InputType !== "JSONL") return;
  for (const field of ["CSVHeaderLocation", "CSVHeaders", "CSVDelimiter"]) {
    if (config[field] === undefined) continue;
    const message = `InputType ${config.InputType} has no "${field}"`;
    problems.push(error("unknown-field", `${at}.${field}`, message, "Remove it."));
  }
}
