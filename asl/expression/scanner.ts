/** Reading a text from left to right. */
import { ExpressionError } from "./expressionError";

/** A text and how far it has been read. */
export class Scanner {
  position = 0;

  constructor(readonly text: string) {}

  /** The next character; empty at the end. */
  get next(): string {
    return this.text.charAt(this.position);
  }

  get atEnd(): boolean {
    return this.position >= this.text.length;
  }

  skipSpace(): void {
    while (/\s/.test(this.next)) this.position++;
  }

  /** Reads `token` when it comes next. */
  accept(token: string): boolean {
    if (!this.text.startsWith(token, this.position)) return false;
    this.position += token.length;
    return true;
  }

  /** @throws ExpressionError when something else comes next */
  expect(token: string): void {
    if (!this.accept(token)) this.fail(`${JSON.stringify(token)} expected, but there is ${this.found()}`);
  }

  /**
   * Reads what the pattern matches here.
   *
   * @param pattern with the flag `y`
   * @returns undefined when it matches nothing
   */
  match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.position;
    const [matched] = pattern.exec(this.text) ?? [];
    this.position += matched?.length ?? 0;
    return matched;
  }

  /** Reads a quoted text, the scanner being on its first quote; a backslash takes the next character as it is. */
  quoted(): string {
    const start = this.position;
    const quote = this.next;
    this.position++;
    let content = "";
    while (this.next !== quote) {
      if (this.next === "\\") this.position++;
      if (this.atEnd) throw new ExpressionError(`the text that begins with ${quote} has no end`, start);
      content += this.next;
      this.position++;
    }
    this.position++;
    return content;
  }

  fail(message: string): never {
    throw new ExpressionError(message, this.position);
  }

  /** What comes next, for a message. */
  found(): string {
    return this.atEnd ? "the end" : JSON.stringify(this.next);
  }
}
