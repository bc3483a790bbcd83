/**
 * Patterns of policies as sets of texts: whether a text is in one, whether one lies within another, whether two meet.
 *
 * `*` is any text and `?` any one character; `${*}`, `${?}` and `${$}` are the characters themselves. Other
 * `${variables}` are taken as text of which nothing is known: one equals itself, and a `*` covers it.
 *
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html and
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
 */

const ANY_TEXT = "*";
const ANY_CHARACTER = "?";

/** So many ways to read a pattern are followed. Real ones need a handful; a pattern made to need more is not covered. */
const MAX_READINGS = 512;

/** The characters and wildcards of a pattern, in which a `*` never follows a `*`. */
function tokensOf(pattern: string): string[] {
  const tokens: string[] = [];
  for (let at = 0; at < pattern.length; at++) {
    if (pattern[at] === "$" && pattern[at + 1] === "{" && pattern[at + 3] === "}" && "*?$".includes(pattern[at + 2]!)) {
      tokens.push(`\\${pattern[at + 2]!}`);
      at += 3;
    } else if (pattern[at] !== ANY_TEXT || tokens.at(-1) !== ANY_TEXT) {
      tokens.push(pattern[at]!);
    }
  }
  return tokens;
}

/** Whether a pattern has a wildcard, one that is not escaped. */
export function hasWildcard(pattern: string): boolean {
  return /[*?]/.test(pattern) && tokensOf(pattern).some((token) => token === ANY_TEXT || token === ANY_CHARACTER);
}

/** Whether every text of the narrower pattern is one of the wider. Exact, but for what {@link MAX_READINGS} says. */
export function covers(wider: string, narrower: string): boolean {
  if (wider === narrower || wider === ANY_TEXT) return true;
  if (!/[*?$]/.test(wider)) return false;
  const pattern = automatonOf(wider);
  // A wildcard of the narrower one stands for characters that the wider one does not name, so only its wildcards take
  // them; what takes these takes any others too. So each `*` is tried as none, one, two … of such a character, until more
  // of them make no difference.
  let readings: bigint[] = [pattern.start];
  for (const token of tokensOf(narrower)) {
    const next = token === ANY_TEXT ? readings.flatMap((from) => pattern.repeated(from)) : [];
    if (token !== ANY_TEXT) for (const from of readings) next.push(pattern.step(from, token));
    readings = fewest(next);
    if (readings.includes(0n) || readings.length > MAX_READINGS) return false;
  }
  return readings.every((reading) => pattern.accepts(reading));
}

const automata = new Map<string, Automaton>();

/** So many are kept: one pattern is compared with every action of a service, one after the other. */
const MAX_AUTOMATA = 500;

function automatonOf(pattern: string): Automaton {
  let automaton = automata.get(pattern);
  if (automaton === undefined) {
    if (automata.size >= MAX_AUTOMATA) automata.clear();
    automaton = new Automaton(tokensOf(pattern));
    automata.set(pattern, automaton);
  }
  return automaton;
}

/** Whether there is a text that both patterns have. */
export function meets(one: string, other: string): boolean {
  const [a, b] = [tokensOf(one), tokensOf(other)];
  // What the row before says: whether the first `i` tokens of `a` and the first `j` of `b` can be the same text.
  let row = [true];
  for (let j = 1; j <= b.length; j++) row.push(row[j - 1]! && b[j - 1] === ANY_TEXT);
  for (const token of a) {
    const next = [row[0]! && token === ANY_TEXT];
    for (let j = 1; j <= b.length; j++) {
      const facing = b[j - 1]!;
      const isEqual = token === facing || token === ANY_CHARACTER || facing === ANY_CHARACTER;
      const either = token === ANY_TEXT || facing === ANY_TEXT;
      next.push(either ? row[j]! || next[j - 1]! : isEqual && row[j - 1]!);
    }
    row = next;
  }
  return row[b.length]!;
}

/** A pattern as a machine that reads tokens; a set of its states is a number, of which bit `i` is "`i` tokens are read". */
class Automaton {
  readonly start: bigint;
  private readonly end: bigint;
  private stars = 0n;
  private wild = 0n;
  private readonly literals = new Map<string, bigint>();

  constructor(tokens: readonly string[]) {
    tokens.forEach((token, index) => {
      const bit = 1n << BigInt(index);
      if (token === ANY_TEXT) this.stars |= bit;
      else if (token === ANY_CHARACTER) this.wild |= bit;
      else this.literals.set(token, (this.literals.get(token) ?? 0n) | bit);
    });
    this.end = 1n << BigInt(tokens.length);
    this.start = this.closed(1n);
  }

  accepts(states: bigint): boolean {
    return (states & this.end) !== 0n;
  }

  /** The states after one more token: a character, or `?` for one that the pattern does not name. */
  step(states: bigint, token: string): bigint {
    const named = token === ANY_CHARACTER ? 0n : (this.literals.get(token) ?? 0n);
    return this.closed(((states & (named | this.wild)) << 1n) | (states & this.stars));
  }

  /** The states after none, one, two … characters that the pattern does not name. */
  repeated(states: bigint): bigint[] {
    const seen: bigint[] = [];
    for (let next = states; !seen.includes(next); next = this.step(next, ANY_CHARACTER)) seen.push(next);
    return seen;
  }

  /** A `*` may be passed without a character. Two never follow each other. */
  private closed(states: bigint): bigint {
    return states | ((states & this.stars) << 1n);
  }
}

/** The sets that hold no other one of them: where these get to the end, so do those that hold more. */
function fewest(sets: readonly bigint[]): bigint[] {
  const different = [...new Set(sets)];
  return different.filter((set) => !different.some((other) => other !== set && (other & set) === other));
}
