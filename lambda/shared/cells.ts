/** What both XGBoost and Python's `float` read as a finite number. */
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** Whether a cell of a CSV file is a finite number. */
export function isNumber(cell: string): boolean {
  return !Number.isNaN(toNumber(cell));
}

/** The finite number that a cell holds, else NaN: of what JavaScript takes, `0x10`, `Infinity` and blanks are none. */
export function toNumber(cell: string): number {
  if (!NUMBER.test(cell)) return NaN;
  const value = Number(cell);
  return Number.isFinite(value) ? value : NaN;
}

/** A value as a message shows it: in quotation marks, and not longer than a line. */
export function quoted(text: string): string {
  return JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}…` : text);
}
