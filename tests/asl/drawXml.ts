/** A strict reader of XML 1.0 for tests: throws on anything that is not well-formed. */

export interface Element {
  name: string;
  attributes: Record<string, string>;
  /** The text directly inside it, references resolved. */
  text: string;
  children: Element[];
}

const name = "[A-Za-z_:][\\w:.-]*";
const token = new RegExp(
  `<!doctype html>|<!--(?:(?!--)[^])*-->|<(${name})((?:\\s+${name}\\s*=\\s*"[^"<]*")*)\\s*(/?)>|</(${name})\\s*>|[^<]+`,
  "iy",
);
const named: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

/** Reads a document: one root element, all tags closed in order, every `&` a reference, no attribute given twice. */
export function parseXml(document: string): Element {
  if (/[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/u.test(document)) {
    throw new Error("a character that XML does not allow");
  }
  const root: Element = { name: "", attributes: {}, text: "", children: [] };
  const open = [root];
  for (token.lastIndex = 0; token.lastIndex < document.length;) {
    const at = token.lastIndex;
    const match = token.exec(document);
    if (!match) throw new Error(`not well-formed: ${document.slice(at, at + 80)}`);
    const [text, start, attributes = "", empty, end] = match;
    if (start) {
      const element = { name: start, attributes: readAttributes(attributes), text: "", children: [] };
      open.at(-1)!.children.push(element);
      if (!empty) open.push(element);
    } else if (end) {
      const element = open.pop()!;
      if (element.name !== end) throw new Error(`<${element.name}> is closed by </${end}>`);
    } else if (!text.startsWith("<!")) {
      open.at(-1)!.text += resolved(text);
    }
  }
  if (open.length !== 1) throw new Error(`<${open.at(-1)!.name}> is not closed`);
  if (root.children.length !== 1 || root.text.trim() !== "") throw new Error("not exactly one root element");
  return root.children[0]!;
}

/** An element and all elements inside it. */
export function everyElement(element: Element): Element[] {
  return [element, ...element.children.flatMap(everyElement)];
}

function readAttributes(text: string): Record<string, string> {
  const attributes: Record<string, string> = {};
  for (const [, key, value] of text.matchAll(new RegExp(`(${name})\\s*=\\s*"([^"]*)"`, "g"))) {
    if (key! in attributes) throw new Error(`attribute ${key} is given twice`);
    attributes[key!] = resolved(value!);
  }
  return attributes;
}

function resolved(text: string): string {
  return text.replace(
    /&(?:#(\d+);|#x([\da-f]+);|(\w+);)?/gi,
    (whole, decimal?: string, hex?: string, entity?: string) => {
      if (decimal) return String.fromCodePoint(Number(decimal));
      if (hex) return String.fromCodePoint(parseInt(hex, 16));
      const character = entity === undefined ? undefined : named[entity];
      if (character === undefined) throw new Error(`not a reference: ${whole}`);
      return character;
    },
  );
}
