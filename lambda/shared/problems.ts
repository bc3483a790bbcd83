/** Something that is wrong with the data, for the one who made it. */
export interface Problem {
  /** Where: `row 2, column 3 (radius)`. */
  Path: string;
  /** What was found there. */
  Given: string;
  /** What may be there. */
  Allowed: string;
}

/** How many problems an answer lists; the others are counted. Keeps the state of an execution small. */
const LISTED = 20;

/** Collects what is wrong: the first 20 problems, and how many there are. */
export class Problems {
  readonly listed: Problem[] = [];
  count = 0;

  add(Path: string, Given: string, Allowed: string): void {
    this.count += 1;
    if (this.listed.length < LISTED) this.listed.push({ Path, Given, Allowed });
  }

  /**
   * One sentence of the first problem and the number of the others; empty when there is none.
   *
   * @param what has the problems
   */
  reason(what: string): string {
    const [first] = this.listed;
    if (!first) return "";
    const { Path, Given, Allowed } = first;
    const more = this.count - 1;
    const others = more === 0 ? "" : ` (and ${more} more ${more === 1 ? "problem" : "problems"})`;
    const place = Path === what ? "" : `${Path}: `;
    return `${what} cannot be used: ${place}found ${Given}, allowed: ${Allowed}${others}.`;
  }
}
