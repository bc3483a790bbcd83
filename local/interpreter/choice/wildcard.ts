/** StringMatches: https://docs.aws.amazon.com/step-functions/latest/dg/state-choice.html#amazon-states-language-choice-state-rules */

/**
 * Whether a text is of a form in which `*` stands for any characters, `\*` for a star, `\\` for a backslash.
 *
 * Takes time in proportion to both lengths at worst, whatever the pattern.
 *
 * @example matchesPattern("log-2024.txt", "log-*.txt") // true
 */
export function matchesPattern(text: string, pattern: string): boolean {
  const tokens = [...pattern.matchAll(/\\[\\*]|[^]/g)].map(([token]) => token);
  let [position, token] = [0, 0];
  // Where to go on from when what came after the last star does not fit.
  let [retryPosition, retryToken] = [-1, -1];
  while (position < text.length) {
    if (tokens[token] === "*") {
      [retryPosition, retryToken] = [position, ++token];
    } else if (token < tokens.length && literal(tokens[token]!) === text[position]) {
      position++;
      token++;
    } else if (retryToken >= 0) {
      position = ++retryPosition;
      token = retryToken;
    } else {
      return false;
    }
  }
  return tokens.slice(token).every((rest) => rest === "*");
}

function literal(token: string): string {
  return token.length === 2 ? token[1]! : token;
}
