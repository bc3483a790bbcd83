/** How the tables of the language's structure are written. */
import type { QueryLanguage } from "../../definition";

/** What a field may hold. A text with a `${Placeholder}` may stand for any of it. */
export type Rule =
  | TextRule
  | NumberRule
  | (Common & { type: "boolean" })
  | (Common & { type: "object"; of?: ObjectRule })
  | (Common & { type: "list"; of?: Rule; least?: number })
  | (Common & { type: "any" });

interface Common {
  /** The query language of states that have the field; both when absent. */
  only?: QueryLanguage;
  /** May be null. */
  nullable?: true;
  /** In a JSONata state, may be an expression that gives it: `{% … %}`. */
  computed?: true;
}

interface TextRule extends Common {
  type: "text";
  values?: readonly string[];
  pattern?: RegExp;
  /** Most characters. */
  most?: number;
  /** Holds a time as RFC 3339 has it. */
  timestamp?: true;
}

interface NumberRule extends Common {
  type: "number";
  whole?: true;
  least?: number;
  most?: number;
}

/** An object's fields. */
export interface ObjectRule {
  /** As a message calls it: `a Task state`. */
  name: string;
  fields: Readonly<Record<string, Rule>>;
  required?: readonly string[];
  /** Of each group at most one field. */
  exclusive?: readonly (readonly string[])[];
  /** Of each group at least one field. */
  oneOf?: readonly (readonly string[])[];
}
