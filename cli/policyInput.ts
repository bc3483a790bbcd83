/** A policy document that a command is given: a file, or `-` for standard input. */
import { parseJson } from "../asl/read/jsonText";
import { DefinitionTextError, type TextProblem } from "../asl/read/definitionTextError";
import { nodeAt } from "../asl/read/syntaxNode";
import { type Position, textLines } from "../asl/read/textLines";
import { bytesOf } from "../components/parts/definitionFile";
import { type Finding, findingOf } from "../iam/audit/finding";
import { standardInput } from "./definitionInput";

/** A document and where everything in it stands. */
export interface PolicyText {
  document: unknown;
  /** Keys that an object holds twice, which no longer show in `document`. */
  duplicates: Finding[];
  /** @param path `Statement[0].Action[1]` */
  positionOf: (path: string) => Position;
}

/** The document, or why there is none. */
export async function tryPolicy(file: string): Promise<PolicyText | { unreadable: TextProblem }> {
  try {
    return readPolicyText(file === "-" ? await standardInput("a policy document") : bytesOf(file));
  } catch (error) {
    if (error instanceof DefinitionTextError) return { unreadable: error.problem };
    throw error;
  }
}

function readPolicyText(bytes: Uint8Array): PolicyText {
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new DefinitionTextError({ code: "binary", message: "it is no text in UTF-8", remedy: "Give JSON." });
  }
  if (text.trim() === "") {
    const remedy = "Give a policy document.";
    throw new DefinitionTextError({ code: "empty", message: "there is nothing in it", remedy });
  }
  const lines = textLines(text);
  const { value, tree } = parseJson(text, lines);
  return {
    document: value,
    duplicates: tree.duplicates.map(({ path, key, first, start }) =>
      findingOf("unreadable-document", {
        path,
        subject: key,
        message: `"${key}" is there in line ${lines(first).line} and again in line ${lines(start).line}`,
        remedy: "Join them: AWS refuses a key that is there twice.",
      }),
    ),
    positionOf: (path) => lines(nodeAt(tree.root, path).start),
  };
}
