/** Values made of several others, of which the first is an output and the rest may be. */
import * as pulumi from "@pulumi/pulumi";

type Givens<First, Rest extends unknown[]> = [
  first: pulumi.Output<First>,
  ...rest: { [Index in keyof Rest]: pulumi.Output<Rest[Index]> | Rest[Index] },
];

/**
 * What `make` gives of the values. `pulumi.all` does the same, and looks through every value for further outputs: for that
 * it makes some promises a member, which for a whole definition takes longer than to make the definition.
 *
 * @example whenKnown([bucket.bucket, environment], (name, where) => bucketArn(where, name))
 */
export function whenKnown<First, Rest extends unknown[], Result>(
  given: Givens<First, Rest>,
  make: (first: First, ...rest: Rest) => Result,
): pulumi.Output<Result> {
  const next = (left: unknown[], known: unknown[]): unknown => {
    if (left.length === 0) return make(...(known as [First, ...Rest]));
    const [value, ...rest] = left;
    const goOn = (found: unknown) => next(rest, [...known, found]);
    return pulumi.Output.isInstance(value) ? value.apply(goOn) : goOn(value);
  };
  return next(given, []) as pulumi.Output<Result>;
}
