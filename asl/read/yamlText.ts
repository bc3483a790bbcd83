/** A definition written as YAML 1.2. */
import { createRequire } from "node:module";
import type * as yaml from "yaml";
import { DefinitionTextError } from "./definitionTextError";
import type { ParsedText } from "./jsonText";
import { addMember, joinPath, newNode, type SyntaxNode, type SyntaxTree } from "./syntaxNode";
import type { textLines } from "./textLines";
import { referenceTags } from "./yamlTags";

const require = createRequire(__filename);

/** Copies of anchors' contents that a text may make: a few lines can else stand for gigabytes. */
const MAX_ALIASES = 100;

/**
 * Reads YAML, with anchors, merge keys, and CloudFormation's tags for what is filled in on deployment.
 *
 * @param valueOf what stands in place of `!Ref Name` and `!GetAtt Name`
 * @throws DefinitionTextError with line and column of the first mistake
 */
export function parseYaml(
  text: string,
  lines: ReturnType<typeof textLines>,
  valueOf: (name: string) => string,
): ParsedText {
  // Loaded here: JSON does not wait for it.
  const library = require("yaml") as typeof yaml;
  const fail = (message: string, remedy: string, offset?: number) =>
    new DefinitionTextError({ code: "yaml-syntax", message, remedy, ...(offset !== undefined && lines(offset)) });
  // Duplicate keys are found in the tree, as in JSON.
  const options = { uniqueKeys: false, merge: true, prettyErrors: false, customTags: referenceTags(valueOf) };
  const document = deep(() => library.parseDocument(text, options), fail);
  const [error] = document.errors;
  if (error?.code === "MULTIPLE_DOCS") {
    const remedy = "Keep one: --- may stand before a definition, not behind it.";
    throw fail("there is more than one YAML document in it", remedy, error.pos[0]);
  }
  if (error !== undefined) {
    const remedy = error.code === "TAB_AS_INDENT" ? "Indent with spaces." : "Mend it; check quotes and indentation.";
    throw fail(`not YAML: ${firstLine(error.message)}`, remedy, error.pos[0]);
  }
  const tag = document.warnings.find(({ code }) => code === "TAG_RESOLVE_FAILED");
  if (tag !== undefined) {
    throw new DefinitionTextError({
      code: "yaml-tag",
      message: `the tag ${text.slice(...tag.pos)} is not read here`,
      remedy: "Write the value, or a placeholder for it: ${Name}.",
      ...lines(tag.pos[0]),
    });
  }
  let json: string | undefined;
  try {
    // Through JSON, since an anchor that holds its own alias has no end, and what aliases share is to be apart.
    json = deep(() => JSON.stringify(document.toJS({ maxAliasCount: MAX_ALIASES })) as string | undefined, fail);
  } catch (error) {
    if (error instanceof DefinitionTextError) throw error;
    const message = `anchors cannot be followed: ${firstLine((error as Error).message)}`;
    throw fail(message, "Write the aliases out.");
  }
  return { value: json === undefined ? null : (JSON.parse(json) as unknown), tree: treeOf(library, document) };
}

/** The parser calls itself for each level. */
function deep<Result>(run: () => Result, fail: (message: string, remedy: string) => Error): Result {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw fail("nested more deeply than YAML can be read here", "Write it as JSON.");
  }
}

function treeOf({ isAlias, isMap, isScalar, isSeq }: typeof yaml, document: yaml.Document.Parsed): SyntaxTree {
  const tree: SyntaxTree = { root: newNode(0), duplicates: [], depth: 0 };
  const waiting: { value: unknown; node: SyntaxNode; path: string; depth: number }[] = [
    { value: document.contents, node: tree.root, path: "", depth: 0 },
  ];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { value, node, path, depth } = next;
    tree.depth = Math.max(tree.depth, depth);
    // What an alias stands for is elsewhere in the text; it is found at the alias.
    if (isAlias(value)) continue;
    if (isSeq(value)) {
      node.items = value.items.map((item) => newNode(startOf(item) ?? node.start));
      value.items.forEach((item, index) =>
        waiting.push({ value: item, node: node.items![index]!, path: joinPath(path, index), depth: depth + 1 }),
      );
    }
    if (!isMap(value)) continue;
    node.members = new Map();
    for (const { key, value: inner } of value.items) {
      if (!isScalar(key)) continue;
      const name = String(key.value);
      const member = newNode(startOf(key) ?? node.start);
      const at = joinPath(path, name);
      const before = addMember(node, name, member);
      if (before !== undefined && name !== "<<") {
        tree.duplicates.push({ path: at, key: name, first: before.start, start: member.start });
      }
      waiting.push({ value: inner, node: member, path: at, depth: depth + 1 });
    }
  }
  return tree;
}

function startOf(value: unknown): number | undefined {
  return (value as { range?: [number, number, number] | null } | null)?.range?.[0];
}

function firstLine(message: string): string {
  return message.split("\n")[0]!.replace(/\.$/, "");
}
