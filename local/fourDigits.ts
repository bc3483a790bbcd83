/** Numbers as lines of text show them. */

/**
 * A number to four significant digits, without trailing zeros; any other text as it is.
 *
 * @example fourDigits("0.058279334519536936") // "0.05828"
 */
export function fourDigits(value: number | string): string {
  if (typeof value === "string" && !/^-?\d+\.\d+/.test(value)) return value;
  return String(Number(Number(value).toPrecision(4)));
}
