/** What kind of secret a text looks like: by the formats that services give their keys, and by chance under telling names. */

/** Formats that their owners publish so that they can be found: https://docs.github.com/en/code-security/reference/secret-security/supported-secret-scanning-patterns */
const FORMATS: readonly (readonly [RegExp, string])[] = [
  [/\b(?:AKIA|ASIA)[A-Z2-7]{16}\b/, "an access key of AWS"],
  [/\bgh[pousr]_[A-Za-z0-9]{36,}\b|\bgithub_pat_\w{22,}\b/, "a token of GitHub"],
  [/\bglpat-[\w-]{20,}/, "a token of GitLab"],
  [/\bxox[abprs]-[\w-]{10,}/, "a token of Slack"],
  [/\b(?:sk|rk)_live_[A-Za-z0-9]{16,}/, "a key of Stripe"],
  [/\bAIza[\w-]{35}/, "a key of Google"],
  [/\bhf_[A-Za-z0-9]{30,}/, "a token of Hugging Face"],
  [/\bnpm_[A-Za-z0-9]{36}\b/, "a token of npm"],
  [/\bpul-[0-9a-f]{40}\b/, "a token of Pulumi"],
  [/-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----/, "a private key"],
  [/\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{10,}/, "a JSON web token"],
  [/\b[a-z][a-z0-9+.-]*:\/\/[^\s:/@]+:[^\s/@${]{3,}@/, "an address with a password"],
];

const TELLING_NAME = /pass(?:word|wd|phrase)|secret|token|api_?key|access_?key|private_?key|credential/i;

/** Names and addresses of secrets, not secrets: ARNs, URLs, S3 URIs, paths, dynamic references. */
const REFERENCE = /^(?:arn:|[a-z0-9+]+:\/\/|\/|\{\{resolve:)/;

/** Shortest text that counts as made by chance, and bits a character from which it does. */
const MIN_LENGTH = 16;
const MIN_ENTROPY = 3.5;

/** In words; undefined for what looks harmless. */
export function secretKind(name: string, value: string): string | undefined {
  const format = FORMATS.find(([pattern]) => pattern.test(value));
  if (format !== undefined) return format[1];
  if (!TELLING_NAME.test(name) || REFERENCE.test(value) || value.length < MIN_LENGTH) return undefined;
  return entropy(value) >= MIN_ENTROPY ? "a password or key made by chance" : undefined;
}

/** Shannon's, in bits a character. */
function entropy(text: string): number {
  const counts = new Map<string, number>();
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / text.length) * Math.log2(count / text.length);
  return bits;
}
