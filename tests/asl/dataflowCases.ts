/** What the tests of the dataflow have in common. */
import { expect } from "chai";
import { checkDataflow } from "../../asl/check/dataflow/checkDataflow";

/** States without type checks: tests break them on purpose. */
export type Loose = Record<string, any>;

/** A definition that runs through the states in the order in which they are given. */
export function line(states: Loose, more: Loose = {}): Loose {
  const names = Object.keys(states);
  const linked = names.map((name, index) => {
    const state = states[name];
    const isEnd = ["Choice", "Succeed", "Fail"].includes(state.Type) || state.Next !== undefined;
    const next = names[index + 1];
    return [name, { ...state, ...(isEnd ? {} : next === undefined ? { End: true } : { Next: next }) }];
  });
  return { StartAt: names[0], States: Object.fromEntries(linked), ...more };
}

/** `code path` of each finding; warnings in brackets. */
export function found(definition: unknown, options?: { inputSchema?: object }): string[] {
  return checkDataflow(definition, options).map(({ code, path, severity, message, remedy }) => {
    expect(message, code).to.match(/\S/);
    expect(remedy, code).to.match(/\S/);
    return severity === "error" ? `${code} ${path}` : `(${code} ${path})`;
  });
}

/** A case: what it shows, the definition, what is found. */
export type Case = [title: string, definition: Loose, expected: string[]];

/** Makes a test of each case. */
export function cases(all: Case[]): void {
  for (const [title, definition, expected] of all) {
    it(title, () => expect(found(definition)).to.deep.equal(expected));
  }
}

/** A Pass that replaces everything by this. */
export const start = (data: unknown): Loose => ({ Type: "Pass", Result: data });
/** A Pass that reads one path. */
export const read = (path: string): Loose => ({ Type: "Pass", Parameters: { "x.$": path } });
