/** The syntax tree of a JSON text, with a stack of its own: definitions are nested deeper than call stacks reach. */
import { stringEnd } from "./jsonString";
import { placeholderEnd } from "./placeholders";
import { addMember, joinPath, newNode, type SyntaxNode, type SyntaxTree } from "./syntaxNode";

/** An object or a list that is still open. */
interface Open {
  node: SyntaxNode;
  /** Of an object: the key whose value comes next, and where it stands. */
  key?: { text: string; start: number };
}

/** @param text JSON that `JSON.parse` takes, but for placeholders without quotes: `${Seconds}` */
export function jsonTree(text: string): SyntaxTree {
  const open: Open[] = [];
  const tree: SyntaxTree = { root: newNode(0), duplicates: [], depth: 0 };
  const add = (node: SyntaxNode) => {
    const parent = open.at(-1);
    if (parent === undefined) tree.root = node;
    else if (parent.key === undefined) parent.node.items?.push(node);
    else {
      const { text: key, start } = parent.key;
      node.start = start;
      const before = addMember(parent.node, key, node);
      if (before !== undefined) tree.duplicates.push({ path: pathOf(open), key, first: before.start, start });
    }
  };

  for (let at = 0; at < text.length; at++) {
    switch (text[at]) {
      case "{":
      case "[": {
        const node = newNode(at);
        if (text[at] === "[") node.items = [];
        else node.members = new Map();
        add(node);
        open.push({ node });
        tree.depth = Math.max(tree.depth, open.length);
        break;
      }
      case "}":
      case "]":
        open.pop();
        break;
      case ",": {
        const parent = open.at(-1);
        if (parent !== undefined) delete parent.key;
        break;
      }
      case '"': {
        const parent = open.at(-1);
        const end = stringEnd(text, at);
        if (parent?.node.members !== undefined && parent.key === undefined) {
          parent.key = { text: JSON.parse(text.slice(at, end)) as string, start: at };
        } else add(newNode(at));
        at = end - 1;
        break;
      }
      case " ":
      case "\n":
      case "\r":
      case "\t":
      case ":":
        break;
      default:
        add(newNode(at));
        at = wordEnd(text, at) - 1;
    }
  }
  return tree;
}

/** Path of the value that the last key of the open objects stands before. */
function pathOf(open: readonly Open[]): string {
  return open.reduce((path, { node, key }) => joinPath(path, key?.text ?? (node.items?.length ?? 1) - 1), "");
}

/** Offset behind a number, `true`, `false`, `null` or a placeholder without quotes. */
function wordEnd(text: string, start: number): number {
  const end = placeholderEnd(text, start);
  if (end !== undefined) return end;
  let at = start;
  while (at < text.length && !/[\s,:{}[\]"]/.test(text[at]!)) at++;
  return Math.max(at, start + 1);
}
