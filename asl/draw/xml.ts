/** Text as it may stand in an XML or HTML document. */

const entities: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
  "\t": "&#9;",
  "\n": "&#10;",
  "\r": "&#13;",
};

/**
 * Escapes a value for element content and for quoted attributes, in XML and in HTML alike.
 *
 * Characters that XML 1.0 cannot hold even when escaped (control characters, lone surrogates, U+FFFE and U+FFFF) become
 * U+FFFD, so that whatever a state is called, the document stays well-formed. White space in attributes is kept by
 * writing tabs and line breaks as character references.
 *
 * Source: https://www.w3.org/TR/xml/#charsets
 *
 * @example escapeXml('<b>"x"&y') // "&lt;b&gt;&quot;x&quot;&amp;y"
 */
export function escapeXml(text: string | number): string {
  return String(text)
    .replace(/[^\t\n\r\u{20}-\u{7e}\u{a0}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu, "\ufffd")
    .replace(/[&<>"'\t\n\r]/g, (character) => entities[character] ?? character);
}
