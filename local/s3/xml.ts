/** The little XML that S3 speaks beside objects. */
import { randomBytes } from "node:crypto";

/** An error document: https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html */
export function errorDocument(code: string, message: string): string {
  const id = randomBytes(8).toString("hex").toUpperCase();
  return (
    `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${escape(message)}</Message>` +
    `<RequestId>${id}</RequestId><HostId>local</HostId></Error>`
  );
}

/** An object named in the body of `DeleteObjects`. */
export interface ObjectToDelete {
  key: string;
  version?: string;
}

/** Reads the body of `DeleteObjects`: https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjects.html */
export function objectsToDelete(body: string): ObjectToDelete[] {
  return [...body.matchAll(/<Object>(.*?)<\/Object>/gs)].map(([, object = ""]) => {
    const version = element("VersionId", object);
    return { key: element("Key", object) ?? "", ...(version !== undefined && { version }) };
  });
}

/** Writes a body of `DeleteObjects`. */
export function deleteDocument(objects: readonly ObjectToDelete[], quiet: boolean): string {
  const parts = objects.map(
    ({ key, version }) =>
      `<Object><Key>${escape(key)}</Key>${version === undefined ? "" : `<VersionId>${escape(version)}</VersionId>`}</Object>`,
  );
  return `<Delete>${quiet ? "<Quiet>true</Quiet>" : ""}${parts.join("")}</Delete>`;
}

/** Adds refused objects to the answer of `DeleteObjects`. */
export function withRefusals(answer: string, refused: readonly (ObjectToDelete & { message: string })[]): string {
  const errors = refused.map(
    ({ key, message }) =>
      `<Error><Key>${escape(key)}</Key><Code>AccessDenied</Code><Message>${escape(message)}</Message></Error>`,
  );
  return answer.replace("</DeleteResult>", () => `${errors.join("")}</DeleteResult>`);
}

/** The text of an element, or undefined. */
export function element(name: string, document: string): string | undefined {
  const text = new RegExp(`<${name}>(.*?)</${name}>`, "s").exec(document)?.[1];
  return text?.replace(
    /&(?:#(\d+)|#x([0-9a-f]+)|(\w+));/gi,
    (all: string, decimal?: string, hex?: string, named = "") => {
      if (decimal !== undefined) return String.fromCodePoint(Number(decimal));
      if (hex !== undefined) return String.fromCodePoint(parseInt(hex, 16));
      return { lt: "<", gt: ">", amp: "&", quot: '"', apos: "'" }[named as string] ?? all;
    },
  );
}

function escape(text: string): string {
  return text.replace(/[<>&"'\r\n]/g, (character) => `&#${character.codePointAt(0)};`);
}
