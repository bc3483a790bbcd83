/** Intrinsic functions for texts: Base64, hashes, parts, unique names. */
import { createHash, randomUUID } from "node:crypto";
import { type Intrinsic, IntrinsicArgumentError, shortText, text } from "./argumentTypes";

const LONGEST = 10_000;

/** Names of hash algorithms, and Node's names of them. */
export const HASH_ALGORITHMS: ReadonlyMap<string, string> = new Map([
  ["MD5", "md5"],
  ["SHA-1", "sha1"],
  ["SHA-256", "sha256"],
  ["SHA-384", "sha384"],
  ["SHA-512", "sha512"],
]);

/** By name. */
export const TEXT_FUNCTIONS: Readonly<Record<string, Intrinsic>> = {
  "States.Base64Encode": (plain) => Buffer.from(shortText(plain, LONGEST)).toString("base64"),

  "States.Base64Decode"(encoded) {
    const given = shortText(encoded, LONGEST);
    if (!/^[A-Za-z0-9+/]*={0,2}$/.test(given)) throw new IntrinsicArgumentError("the text is not Base64");
    return Buffer.from(given, "base64").toString();
  },

  "States.Hash"(data, algorithm) {
    const name = HASH_ALGORITHMS.get(text(algorithm));
    if (name === undefined) {
      throw new IntrinsicArgumentError(
        `the algorithm is one of ${[...HASH_ALGORITHMS.keys()].join(", ")}, not ${text(algorithm)}`,
      );
    }
    const hashed = typeof data === "string" ? data : JSON.stringify(data);
    return createHash(name).update(shortText(hashed, LONGEST)).digest("hex");
  },

  /** Every character of the second text separates; empty parts are left out. */
  "States.StringSplit"(whole, separators) {
    const between = new Set(text(separators));
    const parts: string[] = [];
    let part = "";
    for (const character of text(whole)) {
      if (!between.has(character)) {
        part += character;
        continue;
      }
      if (part !== "") parts.push(part);
      part = "";
    }
    return part === "" ? parts : [...parts, part];
  },

  "States.UUID": () => randomUUID(),
};
