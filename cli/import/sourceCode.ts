/** TypeScript as data, and how it is laid out: as Prettier does with lines of 120 characters and trailing commas. */
import type { Json } from "../../asl/definition";

/** An expression. */
export type Code =
  | { kind: "literal"; text: string; isString: boolean }
  | { kind: "name"; text: string }
  | { kind: "call"; callee: string; args: Code[] }
  | { kind: "object"; entries: [key: string, value: Code][] }
  | { kind: "array"; items: Code[] }
  /** Only as an object's member: `...close(train)`, whose key says nothing. */
  | { kind: "spread"; of: Code };

const WIDTH = 120;
const INDENT = "  ";

/** A JSON value as an expression. */
export function literalCode(value: Json): Code {
  if (Array.isArray(value)) return { kind: "array", items: value.map(literalCode) };
  if (value !== null && typeof value === "object") {
    return { kind: "object", entries: Object.entries(value).map(([key, member]) => [key, literalCode(member)]) };
  }
  return {
    kind: "literal",
    text: typeof value === "string" ? quoted(value) : String(value),
    isString: typeof value === "string",
  };
}

/** A text in quotes: double ones, unless single ones need fewer backslashes. */
export function quoted(text: string): string {
  const escaped = JSON.stringify(text)
    .slice(1, -1)
    .replace(/[\u2028\u2029]/g, (end) => `\\u${end.charCodeAt(0).toString(16)}`);
  const doubles = text.split('"').length;
  return doubles > text.split("'").length
    ? `'${escaped.replace(/\\(.)/g, (pair, character: string) => (character === '"' ? '"' : pair)).replace(/'/g, "\\'")}'`
    : `"${escaped}"`;
}

/**
 * A statement's text.
 *
 * @param before what stands before the expression in its line: `const train = `
 * @param after what stands directly behind it: `;`
 */
export function statement(before: string, code: Code, after = ";"): string {
  return `${before}${layOut(code, "", before.length, after.length)}${after}`;
}

/**
 * @param indent of the line in which the expression begins
 * @param column where in the line it begins
 * @param reserve characters that follow its last one in the same line
 */
function layOut(code: Code, indent: string, column: number, reserve: number): string {
  if (!mustBreak(code)) {
    const text = flat(code);
    if (column + width(text) + reserve <= WIDTH) return text;
  }
  const inner = indent + INDENT;
  switch (code.kind) {
    case "literal":
    case "name":
      return flat(code);
    case "array":
      if (code.items.length === 0) return "[]";
      return `[\n${isNumbers(code.items) ? filled(code.items, inner) : lines(code.items, inner)}${indent}]`;
    case "object":
      if (code.entries.length === 0) return "{}";
      return `{\n${code.entries.map(([key, value]) => member(key, value, inner)).join("")}${indent}}`;
    case "call":
      return call(code, indent, column, reserve);
    case "spread":
      return `...${layOut(code.of, indent, column + 3, reserve)}`;
  }
}

/** A call that takes more than a line: its last argument begins in the first line where the others fit before it. */
function call({ callee, args }: Code & { kind: "call" }, indent: string, column: number, reserve: number): string {
  if (args.length === 0) return `${callee}()`;
  const last = args.at(-1)!;
  const others = args.slice(0, -1);
  const isOpen =
    (last.kind === "object" && last.entries.length > 0) || (last.kind === "array" && last.items.length > 0);
  if (
    isOpen &&
    !others.some((other) => mustBreak(other)) &&
    others.at(-1)?.kind !== last.kind &&
    !isConcise(last, args)
  ) {
    const head = `${callee}(${others.map((other) => `${flat(other)}, `).join("")}`;
    if (column + width(head) + 1 <= WIDTH) return `${head}${broken(last, indent, column + head.length, reserve + 1)})`;
  }
  return `${callee}(\n${lines(args, indent + INDENT)}${indent})`;
}

function isConcise(last: Code, args: Code[]): boolean {
  return args.length > 1 && last.kind === "array" && isNumbers(last.items);
}

/** The expression on several lines. */
function broken(code: Code, indent: string, column: number, reserve: number): string {
  return layOut(code, indent, Math.max(column, WIDTH), reserve);
}

function lines(items: Code[], indent: string): string {
  return items.map((item) => `${indent}${layOut(item, indent, indent.length, 1)},\n`).join("");
}

/** Numbers fill their lines. */
function filled(items: Code[], indent: string): string {
  const rows: string[] = [];
  let row = "";
  for (const item of items) {
    const text = `${flat(item)},`;
    if (row !== "" && indent.length + row.length + 1 + text.length > WIDTH) {
      rows.push(row);
      row = "";
    }
    row += row === "" ? text : ` ${text}`;
  }
  return [...rows, row].map((each) => `${indent}${each}\n`).join("");
}

function member(key: string, value: Code, indent: string): string {
  if (value.kind === "spread") return `${indent}${layOut(value, indent, indent.length, 1)},\n`;
  const name = keyText(key);
  const start = `${indent}${name}: `;
  if (value.kind === "name" && value.text === key && name === key) return `${indent}${key},\n`;
  if (value.kind === "literal" && value.isString && name.length > INDENT.length) {
    const fits = width(start) + width(value.text) + 1 <= WIDTH;
    if (!fits) return `${indent}${name}:\n${indent}${INDENT}${value.text},\n`;
  }
  return `${start}${layOut(value, indent, width(start), 1)},\n`;
}

export function flat(code: Code): string {
  switch (code.kind) {
    case "literal":
    case "name":
      return code.text;
    case "array":
      return `[${code.items.map(flat).join(", ")}]`;
    case "object":
      return code.entries.length === 0
        ? "{}"
        : `{ ${code.entries.map(([key, value]) => flatMember(key, value)).join(", ")} }`;
    case "call":
      return `${code.callee}(${code.args.map(flat).join(", ")})`;
    case "spread":
      return `...${flat(code.of)}`;
  }
}

function flatMember(key: string, value: Code): string {
  if (value.kind === "spread") return flat(value);
  const name = keyText(key);
  return value.kind === "name" && value.text === key && name === key ? key : `${name}: ${flat(value)}`;
}

/** Several objects, or several lists, of more than one member each stand on lines of their own. */
export function mustBreak(code: Code): boolean {
  switch (code.kind) {
    case "literal":
    case "name":
      return false;
    case "call":
      return code.args.some(mustBreak);
    case "spread":
      return mustBreak(code.of);
    case "object":
      return code.entries.some(([, value]) => mustBreak(value));
    case "array": {
      const several =
        code.items.every((item) => item.kind === "object" && item.entries.length > 1) ||
        code.items.every((item) => item.kind === "array" && item.items.length > 1);
      return (code.items.length > 1 && several) || code.items.some(mustBreak);
    }
  }
}

function isNumbers(items: Code[]): boolean {
  return items.length > 1 && items.every((item) => item.kind === "literal" && /^-?\d/.test(item.text));
}

/** A member's name in an object. Set in brackets, `__proto__` is a member like others. */
function keyText(key: string): string {
  if (key === "__proto__") return '["__proto__"]';
  return /^[$_\p{ID_Start}][$\p{ID_Continue}]*$/u.test(key) ? key : quoted(key);
}

/** Columns that a text takes. */
function width(text: string): number {
  return Array.from(text).length;
}
