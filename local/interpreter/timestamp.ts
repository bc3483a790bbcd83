/** Timestamps as Step Functions takes them. */

const FORM = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d)$/;

/**
 * Nanoseconds since 1970 of an RFC 3339 timestamp with an upper case `T`, and `Z` or an offset; undefined for any other text.
 *
 * @example parseTimestamp("2016-03-14T01:59:00Z")
 */
export function parseTimestamp(text: string): bigint | undefined {
  const match = FORM.exec(text);
  if (!match) return undefined;
  const [, year, month, day, hour, minute, second, fraction = "", zone = "Z"] = match;
  const parts = [Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second)] as const;
  const date = new Date(Date.UTC(...parts));
  const isReal =
    date.getUTCMonth() === parts[1] &&
    date.getUTCDate() === parts[2] &&
    date.getUTCHours() === parts[3] &&
    date.getUTCMinutes() === parts[4] &&
    date.getUTCSeconds() === parts[5];
  if (!isReal) return undefined;
  return BigInt(date.getTime() - offsetOf(zone)) * 1_000_000n + BigInt(fraction.padEnd(9, "0"));
}

/** Milliseconds of `+02:00`. */
function offsetOf(zone: string): number {
  if (zone === "Z") return 0;
  const [hours = "0", minutes = "0"] = zone.slice(1).split(":");
  return (zone.startsWith("-") ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
}
