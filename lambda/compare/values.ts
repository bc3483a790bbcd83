import { toNumber } from "../shared/cells";

/** A number, or a name of a class. */
export type Value = number | string;

/** A request or an answer, or a label, as SageMaker writes it. */
export interface Written {
  data: string;
  /** `CSV`, `JSON` or `BASE64`. */
  encoding: string;
  observedContentType?: string | null | undefined;
}

/** What models write in place of a number that they do not have. */
const NO_VALUE = /^([+-]?(nan|inf|infinity)|null|none|)$/i;

/**
 * The values that an answer or a label consists of, in their order: cells of CSV, or the numbers and texts within JSON.
 * What is neither is one value, its bytes.
 *
 * @returns undefined where there are none, or one of them is missing or not finite
 */
export function valuesOf(written: Written | null | undefined): Value[] | undefined {
  if (!written || written.data === "") return undefined;
  const type = (written.observedContentType ?? "").split(";")[0]!.trim().toLowerCase();
  const isJson = written.encoding === "JSON" || /[/+]json(lines)?$/.test(type);
  if (written.encoding === "BASE64" && !isJson && !type.startsWith("text/")) return [written.data];
  const text = textOf(written).trim();
  const values = isJson ? jsonValues(text) : text.split(/[,\n]/).map(cellValue);
  return values.length > 0 && values.every((value) => value !== undefined) ? values : undefined;
}

/**
 * Whether two values differ.
 *
 * @param tolerance share of the larger number; undefined: numbers differ when they are on different sides of 0.5
 */
export function differ(one: Value, other: Value, tolerance: number | undefined): boolean {
  if (typeof one === "string" || typeof other === "string") return one !== other;
  if (tolerance === undefined) return one > 0.5 !== other > 0.5;
  return Math.abs(one - other) > tolerance * Math.max(Math.abs(one), Math.abs(other));
}

/** The text itself; of base64, what it stands for. */
function textOf({ data, encoding }: Written): string {
  return encoding === "BASE64" ? Buffer.from(data, "base64").toString("utf8") : data;
}

/** A cell, without the brackets and quotation marks of printed lists. */
function cellValue(cell: string): Value | undefined {
  const text = cell.replace(/^[\s["']+|[\s\]"']+$/g, "");
  if (NO_VALUE.test(text)) return undefined;
  const number = toNumber(text);
  return Number.isNaN(number) ? text : number;
}

/** Of one JSON text, or of one on each line. */
function jsonValues(text: string): (Value | undefined)[] {
  const parse = (json: string): unknown => JSON.parse(json);
  try {
    return leaves(parse(text));
  } catch {
    try {
      return text.split("\n").flatMap((line) => leaves(parse(line)));
    } catch {
      return [];
    }
  }
}

function leaves(value: unknown): (Value | undefined)[] {
  if (typeof value === "object" && value !== null) return Object.values(value).flatMap(leaves);
  return [cellValue(String(value))];
}
