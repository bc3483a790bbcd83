/**
 * The functions of JSONata expressions in Step Functions.
 *
 * Sources: https://docs.jsonata.org/string-functions (and the pages beside it), and for the six that Step Functions adds
 * https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html
 */

/** What is known of a function before it is called. */
export interface JsonataFunction {
  /** Most arguments. */
  most: number;
  /** Type of what it gives; `any` when that depends on the arguments. */
  result: "string" | "number" | "boolean" | "list" | "object" | "any";
}

/** `name/most arguments`, by what they give. */
const NAMES: Record<JsonataFunction["result"], string> = {
  string:
    "string/2 substring/3 substringBefore/2 substringAfter/2 lowercase/1 uppercase/1 trim/1 pad/3 replace/4 join/2 " +
    "formatNumber/3 formatBase/2 formatInteger/2 type/1 base64encode/1 base64decode/1 encodeUrlComponent/1 encodeUrl/1 " +
    "decodeUrlComponent/1 decodeUrl/1 fromMillis/3 now/2 hash/2 uuid/0",
  number:
    "sum/1 count/1 max/1 min/1 average/1 length/1 parseInteger/2 number/1 floor/1 ceil/1 round/2 abs/1 sqrt/1 power/2 " +
    "random/1 toMillis/2 millis/0",
  boolean: "contains/2 boolean/1 not/1 exists/1",
  list: "partition/2 range/3 shuffle/1",
  object: "merge/1",
  // JSONata makes one value of a list with one item, so that most functions on lists give either.
  any:
    "split/3 match/3 map/2 zip/9999 filter/2 single/2 reduce/3 sift/2 keys/1 lookup/2 append/2 spread/1 reverse/1 each/2 " +
    "error/1 assert/2 sort/2 distinct/1 clone/1 parse/1",
};

/** Every function by its name, without `$`. `$eval` is not available: `$parse` reads JSON. */
export const JSONATA_FUNCTIONS: ReadonlyMap<string, JsonataFunction> = new Map(
  (Object.entries(NAMES) as [JsonataFunction["result"], string][]).flatMap(([result, names]) =>
    names.split(" ").map((entry): [string, JsonataFunction] => {
      const [name = "", most] = entry.split("/");
      return [name, { most: Number(most), result }];
    }),
  ),
);
