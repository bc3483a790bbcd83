/** Why a text is no definition. */
import type { TextCode } from "./codes";
import type { Position } from "./textLines";

/** What is wrong with a text that was to be a definition. */
export interface TextProblem extends Partial<Position> {
  /** Stable, for filtering: `json-syntax`. */
  code: TextCode;
  /** What is wrong, with what was found. */
  message: string;
  /** What to do. */
  remedy: string;
}

/**
 * A text out of which no definition can be read.
 *
 * @example
 * try { readDefinition(bytes); } catch (error) { if (error instanceof DefinitionTextError) console.error(error.problem); }
 */
export class DefinitionTextError extends Error {
  override readonly name = "DefinitionTextError";
  constructor(readonly problem: TextProblem) {
    super(`${problem.message}. ${problem.remedy}`);
  }
}
