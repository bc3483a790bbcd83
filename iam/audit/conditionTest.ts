/** One line of a condition block. */

/** A key that is compared with values. */
export interface ConditionTest {
  /** In lower case, without `ForAnyValue:`, `ForAllValues:` and `IfExists`: `stringequals`. */
  operator: string;
  /** Whether it holds too when the request does not have the key at all. */
  holdsWithout: boolean;
  /** In lower case, as IAM compares keys: `aws:sourceaccount`. */
  key: string;
  values: string[];
  /** `Statement[0].Condition.StringEquals.aws:SourceAccount`. */
  path: string;
}

/**
 * Operators that let through what has one of the values.
 *
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 */
const ASKING = new Set([
  "stringequals",
  "stringequalsignorecase",
  "stringlike",
  "arnequals",
  "arnlike",
  "ipaddress",
  "numericequals",
  "bool",
]);

/**
 * Reads an operator and a key.
 *
 * @param operator `ForAllValues:StringLikeIfExists`
 */
export function conditionTest(operator: string, key: string, values: string[], path: string): ConditionTest {
  const [, quantifier = "", name = "", ifExists = ""] = /^(?:(\w+):)?(.*?)(IfExists)?$/is.exec(operator) ?? [];
  return {
    operator: name.toLowerCase(),
    // "All of none" holds: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html
    holdsWithout: ifExists !== "" || quantifier.toLowerCase() === "forallvalues",
    key: key.toLowerCase(),
    values,
    path,
  };
}

/**
 * The test that holds requests to certain values of a key: one that cannot pass without the key, and of which no value is
 * nothing but wildcards.
 *
 * @param keys in lower case; one that ends in `/` or `:` stands for all that begin so
 */
export function narrowedBy(tests: readonly ConditionTest[], keys: readonly string[]): ConditionTest | undefined {
  return tests.find(
    ({ operator, holdsWithout, key, values }) =>
      ASKING.has(operator) &&
      !holdsWithout &&
      values.length > 0 &&
      values.every((value) => !/^[*?:]*$/.test(value)) &&
      keys.some((name) => (/[/:]$/.test(name) ? key.startsWith(name) : key === name)),
  );
}
