/**
 * Names of states and labels, which are unique in the whole machine.
 *
 * Sources: https://states-language.net/spec.html#states-fields,
 * https://docs.aws.amazon.com/step-functions/latest/dg/workflow-states.html
 */
import { MAX_STATE_NAME_LENGTH } from "../fragment";
import { error, type Problem, warning } from "./problem";
import { hasPlaceholder } from "./value";

/** The names met so far, each with where it was first. */
export class Names {
  private readonly states = new Map<string, string>();
  private readonly labels = new Map<string, string>();

  /** Checks a state's name: its length, its characters, and that no state before it has it. */
  checkState(name: string, path: string, problems: Problem[]): void {
    // Characters are counted only where it may matter: there are never more of them than of code units.
    const { length } = name.length > MAX_STATE_NAME_LENGTH ? Array.from(name) : name;
    if (length > MAX_STATE_NAME_LENGTH && !hasPlaceholder(name)) {
      const remedy = `Shorten it to ${MAX_STATE_NAME_LENGTH} characters.`;
      problems.push(error("state-name-too-long", path, `the state's name has ${length} characters`, remedy));
    }
    if (name === "" || /\p{Cc}/u.test(name)) {
      const message = name === "" ? "the state's name is empty" : "the state's name holds control characters";
      problems.push(warning("state-name-characters", path, message, "Rename it."));
    }
    const first = this.states.get(name);
    if (first === undefined) {
      this.states.set(name, path);
      return;
    }
    const remedy = "Rename one: names are unique in the whole machine, inside Parallel and Map too.";
    problems.push(error("duplicate-state-name", path, `${first} has the same name`, remedy));
  }

  /** Checks that no Map before this one has its label. */
  checkLabel(label: unknown, path: string, problems: Problem[]): void {
    if (typeof label !== "string") return;
    const first = this.labels.get(label);
    if (first === undefined) this.labels.set(label, path);
    else problems.push(error("duplicate-label", path, `${first} is the same`, "Rename one."));
  }
}
