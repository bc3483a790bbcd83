/** Why no definition can be read out of a file: the codes that stand under "error" in `mlpipe check --json`. */

/** Every code with what it means. */
export const TEXT_CODES = {
  "no-file": "There is no such file.",
  folder: "The path leads to a folder.",
  "no-permission": "The file may not be read by this user.",
  "file-too-large": "The file has more than 16 MiB.",
  empty: "There is nothing in the file.",
  encoding: "The file is in UTF-16; UTF-8 is read.",
  binary: "The file is no text.",
  "json-syntax": "The text is not JSON.",
  "yaml-syntax": "The text is not YAML, or more than one document.",
  "yaml-tag": "A tag of YAML that is not read: those that are, are `!Ref`, `!GetAtt` and `!Sub`.",
  "too-deep": "Objects and lists are nested in more than 5000 levels.",
  "not-a-definition": "The text holds something else: neither StartAt nor States is there.",
  "cloudformation-template": "The text is a CloudFormation or SAM template.",
} as const;

/** A code of the table. */
export type TextCode = keyof typeof TEXT_CODES;
