/** The functions that Step Functions adds to JSONata's: https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html */
import { createHash, randomUUID } from "node:crypto";
import type { Json } from "../../../asl/definition";
import { partition } from "../intrinsics/arrays";
import { seededFraction } from "../intrinsics/numbers";
import { HASH_ALGORITHMS } from "../intrinsics/texts";

/** By the name behind `$`. */
export const JSONATA_FUNCTIONS: Readonly<Record<string, (...args: never[]) => Json | undefined>> = {
  partition(array: Json | undefined, size: number) {
    if (array === undefined) return undefined;
    return partition(Array.isArray(array) ? array : [array], Math.floor(size));
  },

  range(first: number, last: number, step: number) {
    if (step === 0) throw new Error("the step of $range cannot be 0");
    const length = Math.max(0, Math.floor((last - first) / step) + 1);
    return Array.from({ length }, (_item, index) => first + index * step);
  },

  hash(data: string, algorithm = "SHA-256") {
    const name = HASH_ALGORITHMS.get(algorithm);
    if (name === undefined) throw new Error(`$hash has no algorithm "${algorithm}"`);
    return createHash(name).update(data).digest("hex");
  },

  random: (seed?: number) => (seed === undefined ? Math.random() : seededFraction(seed)),

  uuid: () => randomUUID(),

  parse: (json: string) => JSON.parse(json) as Json,
};
