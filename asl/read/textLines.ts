/** Lines and columns of a text. */

/** A place in a text. */
export interface Position {
  /** From 1. */
  line: number;
  /** From 1, in UTF-16 code units as editors count them. */
  column: number;
}

/** Turns offsets into positions. Lines end in LF, CRLF or CR. The text is looked through at the first question. */
export function textLines(text: string): (offset: number) => Position {
  let starts: number[] | undefined;
  return (offset) => {
    starts ??= [0, ...Array.from(text.matchAll(/\r\n?|\n/g), (end) => end.index + end[0].length)];
    let [first, last] = [0, starts.length - 1];
    while (first < last) {
      const middle = Math.ceil((first + last) / 2);
      if (starts[middle]! <= offset) first = middle;
      else last = middle - 1;
    }
    return { line: first + 1, column: offset - starts[first]! + 1 };
  };
}
