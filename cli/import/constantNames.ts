/** Names of a generated program's constants. */

const RESERVED = new Set(
  (
    "arguments await break case catch class const continue debugger default delete do else enum eval export extends " +
    "false finally for function if implements import in instanceof interface let new null package private protected " +
    "public return static super switch this throw true try typeof undefined var void while with yield"
  ).split(" "),
);

/** Gives each state a name of its own. */
export interface ConstantNames {
  /** `Train model (XGBoost)` -> `trainModelXgboost`. */
  of(text: string): string;
}

/** @param taken what the program calls otherwise */
export function constantNames(taken: Iterable<string>): ConstantNames {
  const used = new Set(taken);
  return {
    of(text) {
      const words = text.replace(/([a-z0-9])([A-Z])/g, "$1 $2").match(/[A-Za-z0-9]+/g) ?? [];
      const camel = words
        .map((word) => word.toLowerCase())
        .map((word, index) => (index === 0 ? word : word.charAt(0).toUpperCase() + word.slice(1)))
        .join("");
      const base = /^[a-z]/.test(camel) ? camel : `state${camel}`;
      let name = RESERVED.has(base) ? `${base}State` : base;
      for (let count = 2; used.has(name); count++) name = `${base}${count}`;
      used.add(name);
      return name;
    },
  };
}
