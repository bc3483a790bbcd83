/** A stack's config file for a session's own state. */
import { existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseDocument, visit, isMap } from "yaml";
import { UserError } from "../userError";

/** What ties a config file to a state. */
const ENCRYPTION_KEYS = ["secretsprovider", "encryptedkey", "encryptionsalt"];

/**
 * Writes a copy of `Pulumi.<stack>.yaml` that is free for another state's encryption. The user's file stays as it is.
 *
 * @throws UserError when there is no project or no such stack, or it holds encrypted values, which only their own key opens
 */
export function copyStackFile(root: string, stack: string, target: string): void {
  if (!existsSync(join(root, "Pulumi.yaml"))) {
    throw new UserError(`There is no ${join(root, "Pulumi.yaml")}.`, "Run this in the folder of a Pulumi project.");
  }
  const name = `Pulumi.${stack}.yaml`;
  const path = join(root, name);
  if (!existsSync(path)) {
    const stacks = readdirSync(root).flatMap((file) => /^Pulumi\.(.+)\.yaml$/.exec(file)?.[1] ?? []);
    const known = stacks.length === 0 ? "There is none." : `Stacks: ${stacks.join(", ")}.`;
    throw new UserError(`There is no stack "${stack}": ${path} does not exist.`, known);
  }
  const text = readFileSync(path, "utf8");
  const document = parseDocument(text);
  const [mistake] = document.errors;
  if (mistake !== undefined) throw new UserError(`${path} cannot be read: ${mistake.message}`, "Correct it.");
  visit(document, {
    Map(_key, node) {
      if (!node.has("secure")) return;
      throw new UserError(
        `${name} holds an encrypted value, which cannot be opened without the stack's own key.`,
        "Preview with the stack's own backend (npx pulumi preview), or give a stack for pull requests plain values.",
      );
    },
  });
  const { contents } = document;
  const deleted = isMap(contents) ? ENCRYPTION_KEYS.filter((key) => contents.delete(key)) : [];
  // As it is wherever that is possible, so that lines in messages of the CLI are the user's own.
  writeFileSync(target, deleted.length === 0 ? text : document.toString({ lineWidth: 0 }));
}
