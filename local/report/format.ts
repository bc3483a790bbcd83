/** Values as they are shown in the report. */
import type { StateResult } from "../runResult";

/**
 * A number to four significant digits, without trailing zeros; "–" for what is no number.
 *
 * @example formatNumber(0.98765) // "0.9877"
 */
export function formatNumber(value: number): string {
  if (!Number.isFinite(value)) return "–";
  if (Number.isInteger(value) && Math.abs(value) < 1e9) return String(value);
  return String(Number(value.toPrecision(4)));
}

/** Seconds as a length of time: `0.04 s`, `12.3 s`, `2 min 5 s`, `1 h 2 min`. */
export function formatSeconds(seconds: number): string {
  if (!Number.isFinite(seconds)) return "–";
  if (seconds < 10) return `${Number(seconds.toFixed(2))} s`;
  if (seconds < 60) return `${Number(seconds.toFixed(1))} s`;
  const whole = Math.round(seconds);
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.round((whole % 3600) / 60)} min`;
}

/** A status in words. */
export const statusWords: Record<StateResult["status"], string> = {
  SUCCEEDED: "Succeeded",
  FAILED: "Failed",
  CAUGHT: "Failed, caught",
  ABORTED: "Aborted",
};
