/**
 * How wide text is, without a browser. Widths are those of Helvetica and Arial in thousandths of the font size; a margin
 * is added so that text still fits where a viewer's fallback font is a wider one.
 */

const widths = new Map<string, number>();
for (const [width, characters] of [
  [191, "'"],
  [222, "ijl"],
  [278, " !,./:;I[\\]ft"],
  [333, '()-`r|{}"'],
  [500, "*^Jckvsxyz"],
  [556, "#$0123456789?L_abdeghnopqu"],
  [584, "+<=>~≤≥"],
  [667, "&ABEFKPSTVXYZ"],
  [722, "CDHNRUw"],
  [778, "GOQ"],
  [889, "%Mm"],
  [1000, "@W"],
] as const) {
  for (const character of characters) widths.set(character, width);
}

/** Marks that are drawn over the character before them, and characters that are not drawn. */
const zeroWidth = /^[\p{Mn}\p{Me}\p{Cf}]$/u;

/** Latin, Greek and Cyrillic letters are about as wide as ours; all else (CJK, emoji, unknown) is taken as a full em. */
const narrowScripts = /^[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}]$/u;

const fallbackMargin = 1.08;
const boldFactor = 1.07;

/** How text is set: the font size in pixels, and whether it is bold. */
export interface TextStyle {
  size: number;
  bold?: boolean;
}

/** The width of a line of text in pixels, never less than what common sans-serif fonts need. */
export function textWidth(text: string, style: TextStyle): number {
  let thousandths = 0;
  for (const character of text) {
    thousandths +=
      widths.get(character) ?? (zeroWidth.test(character) ? 0 : narrowScripts.test(character) ? 650 : 1000);
  }
  return (thousandths / 1000) * style.size * fallbackMargin * (style.bold ? boldFactor : 1);
}

/**
 * Breaks text into lines of at most `maxWidth` pixels: after a space or a mark such as `-`, `_`, `.`, `:` or `/`, between the words
 * of a camel-case name, and inside a word only when it does not fit alone. What exceeds `maxLines` is cut off with "…".
 *
 * @example wrapText("Train model", { size: 13 }, 50) // ["Train", "model"]
 */
export function wrapText(text: string, style: TextStyle, maxWidth: number, maxLines = 6): string[] {
  const lines: string[] = [""];
  const fits = (line: string) => textWidth(line.trimEnd(), style) <= maxWidth;
  for (const word of text.split(/(?<=[\s\-_.,:/])(?![\s\-_.,:/])|(?<=\p{Ll})(?=\p{Lu})/u)) {
    const line = lines.at(-1)!;
    if (fits(line + word)) lines[lines.length - 1] = line + word;
    else if (fits(word)) lines.push(word);
    else for (const character of word) append(character);
    if (lines.length > maxLines) break;
  }
  const trimmed = lines.map((line) => line.trim()).filter((line, index) => line !== "" || index === 0);
  if (trimmed.length <= maxLines) return trimmed;
  let last = trimmed[maxLines - 1]!;
  while (last !== "" && textWidth(`${last}…`, style) > maxWidth) last = Array.from(last).slice(0, -1).join("");
  return [...trimmed.slice(0, maxLines - 1), `${last}…`];

  function append(character: string): void {
    const line = lines.at(-1)!;
    if (line === "" || fits(line + character)) lines[lines.length - 1] = line + character;
    else lines.push(character);
  }
}
