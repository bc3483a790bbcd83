/** Values of a Pulumi program without what only its runtime understands. */
import * as pulumi from "@pulumi/pulumi";
import { resolve } from "node:path";

/**
 * The value with secrets opened, and assets and archives as plain objects: `{ path }` (absolute) for a file or folder,
 * `{ text }`, `{ uri }`, or `{ assets }` for an archive put together in the program.
 *
 * @param root the folder that relative paths of assets are taken from
 * @example await plainValue({ code: new pulumi.asset.FileArchive("dist/seed") }, "/repo") // { code: { path: "/repo/dist/seed" } }
 */
export async function plainValue(value: unknown, root: string): Promise<unknown> {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return Promise.all(value.map((item) => plainValue(item, root)));
  if (pulumi.runtime.isRpcSecret(value)) return plainValue(pulumi.runtime.unwrapRpcSecret(value), root);
  if (pulumi.asset.Asset.isInstance(value) || pulumi.asset.Archive.isInstance(value)) return plainAsset(value, root);
  const entries = Object.entries(value).map(async ([key, item]) => [key, await plainValue(item, root)] as const);
  return Object.fromEntries(await Promise.all(entries));
}

async function plainAsset(value: pulumi.asset.Asset | pulumi.asset.Archive, root: string): Promise<unknown> {
  // Of these, each kind of asset and archive has one.
  const { path, text, uri, assets } = value as { [field in "path" | "text" | "uri" | "assets"]?: Promise<unknown> };
  if (path !== undefined) return { path: resolve(root, (await path) as string) };
  if (text !== undefined) return { text: await text };
  if (uri !== undefined) return { uri: await uri };
  return { assets: await plainValue(await assets, root) };
}
