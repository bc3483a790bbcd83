/** Pieces of HTML that sections share. Whatever they take as text they escape. */
import { escapeXml } from "../../asl/draw/xml";
import type { StateResult } from "../runResult";
import { statusWords } from "./format";

/** Markup, as opposed to text; made by the functions here only. */
export type Html = string;

/** A column of a table. */
export interface Column {
  heading: string;
  /** Right-aligned, with digits of equal width. */
  numeric?: boolean;
}

/** A table with a caption; the first cell of a row is its heading. Cells are markup. */
export function table(caption: string, columns: Column[], rows: Html[][], style = ""): Html {
  const attributes = (index: number) => (columns[index]?.numeric ? ' class="numeric"' : "");
  const headings = columns.map(
    ({ heading }, index) => `<th scope="col"${attributes(index)}>${escapeXml(heading)}</th>`,
  );
  const body = rows.map((cells) => {
    const [first = "", ...others] = cells;
    return `<tr><th scope="row">${first}</th>${others.map((cell, index) => `<td${attributes(index + 1)}>${cell}</td>`).join("")}</tr>`;
  });
  return (
    `<div class="scroll"><table${style ? ` class="${style}"` : ""}><caption>${escapeXml(caption)}</caption>` +
    `<thead><tr>${headings.join("")}</tr></thead><tbody>${body.join("\n")}</tbody></table></div>`
  );
}

/** A section with a heading of level 3. */
export function section(id: string, heading: string, content: Html): Html {
  return `<section aria-labelledby="${id}"><h3 id="${id}">${escapeXml(heading)}</h3>\n${content}\n</section>`;
}

/** A status as a word with its colour. */
export function statusChip(status: StateResult["status"]): Html {
  return `<span class="status ${status.toLowerCase()}">${statusWords[status]}</span>`;
}

/** A name or URI as code that may break anywhere. */
export function code(text: string): Html {
  return `<code>${escapeXml(text)}</code>`;
}
