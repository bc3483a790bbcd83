/**
 * Secrets in the properties that engine and provider exchange: `{ <signature>: <secret's>, value }`.
 *
 * Source: https://github.com/pulumi/pulumi/blob/master/sdk/go/common/resource/sig/sig.go
 */
import { specialSecretSig, specialSigKey } from "@pulumi/pulumi/runtime/rpc";

type Properties = Record<string, unknown>;

/** Properties without the wrapping, and what was wrapped. */
export interface Revealed {
  values: Properties;
  /** Every text that was secret. */
  secrets: readonly string[];
}

/** Takes secrets out of their wrapping. */
export function reveal(given: Properties): Revealed {
  const secrets = new Set<string>();
  const plain = (value: unknown, isSecret: boolean): unknown => {
    if (Array.isArray(value)) return value.map((one) => plain(one, isSecret));
    if (isObject(value)) {
      if (value[specialSigKey] === specialSecretSig) return plain(value["value"], true);
      return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, plain(one, isSecret)]));
    }
    if (isSecret && isLeaf(value) && value !== "") secrets.add(String(value));
    return value;
  };
  return { values: plain(given, false) as Properties, secrets: [...secrets] };
}

/**
 * Wraps every text, number or boolean that holds or is a secret: also where a provider has made something new of it, as
 * it makes `tagsAll` of `tags`.
 */
export function conceal(values: Properties, secrets: readonly string[]): Properties {
  if (secrets.length === 0) return values;
  const wrapped = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(wrapped);
    if (isObject(value)) {
      // What the engine has signed, an asset for instance, must keep its form.
      return Object.fromEntries(
        Object.entries(value).map(([key, one]) => [key, key === specialSigKey ? one : wrapped(one)]),
      );
    }
    const isSecret =
      typeof value === "string"
        ? secrets.some((secret) => value.includes(secret))
        : isLeaf(value) && secrets.includes(String(value));
    return isSecret ? { [specialSigKey]: specialSecretSig, value } : value;
  };
  return wrapped(values) as Properties;
}

function isLeaf(value: unknown): value is string | number | boolean {
  return ["string", "number", "boolean"].includes(typeof value);
}

function isObject(value: unknown): value is Properties {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
