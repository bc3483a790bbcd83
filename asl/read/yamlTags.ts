/**
 * The short forms of CloudFormation's functions that stand where a value is filled in on deployment: they are read as the
 * placeholder that `Fn::Sub` has for the same.
 *
 * Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-sub.html
 */
import type * as yaml from "yaml";

/**
 * Tags for the YAML parser. `!Ref Topic` becomes `${Topic}`, `!GetAtt Fn.Arn` and `!GetAtt [Fn, Arn]` become `${Fn.Arn}`, and
 * `!Sub` the text that it is given.
 *
 * @param valueOf what a name stands for, asked once for each `!Ref` and `!GetAtt`
 */
export function referenceTags(valueOf: (name: string) => string): yaml.Tags {
  return [
    { tag: "!Ref", resolve: valueOf },
    { tag: "!GetAtt", resolve: valueOf },
    { tag: "!GetAtt", collection: "seq", resolve: (list) => valueOf(textsOf(list).join(".")) },
    { tag: "!Sub", resolve: (text: string) => text },
    // With values of its own for some names, which are as unknown as the rest.
    { tag: "!Sub", collection: "seq", resolve: (list) => textsOf(list)[0] },
  ];
}

function textsOf({ items }: yaml.YAMLMap | yaml.YAMLSeq): string[] {
  return items.map((item) => String((item as Partial<yaml.Scalar>).value));
}
