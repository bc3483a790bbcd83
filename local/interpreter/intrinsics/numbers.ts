/** Intrinsic functions for numbers. */
import { createHash, randomInt } from "node:crypto";
import { integer, type Intrinsic, IntrinsicArgumentError } from "./argumentTypes";

const LEAST = -(2 ** 31);
const MOST = 2 ** 31 - 1;

/** By name. */
export const NUMBER_FUNCTIONS: Readonly<Record<string, Intrinsic>> = {
  /** From the first number to below the second; with a seed, always the same. */
  "States.MathRandom"(start, end, ...[seed]) {
    const [from, to] = [integer(start), integer(end)];
    if (from >= to) throw new IntrinsicArgumentError(`the start ${from} has to be below the end ${to}`);
    if (seed === undefined) return randomInt(from, to);
    return from + Math.floor(seededFraction(integer(seed)) * (to - from));
  },

  "States.MathAdd"(first, second) {
    const sum = integer(first) + integer(second);
    if (sum < LEAST || sum > MOST) throw new IntrinsicArgumentError(`the sum ${sum} is beyond 32 bits`);
    return sum;
  },
};

/** A number from 0 to below 1 that depends on the seed alone. */
export function seededFraction(seed: number): number {
  return createHash("sha256").update(String(seed)).digest().readUIntBE(0, 6) / 2 ** 48;
}
