/** Records what a program registers, so that a program without any logic can register the same. */
import * as pulumi from "@pulumi/pulumi";
import { plainValue } from "../../local/plainValue";
import type { Recorded } from "./bare";
import { evaluate } from "./evaluate";

/** Every resource of `program` with literal arguments as a tree of parents and children. */
export async function record(program: () => void): Promise<Recorded[]> {
  const roots: Recorded[] = [];
  const byResource = new Map<pulumi.Resource | undefined, Recorded>();
  const byKey = new Map<string, Recorded>();
  const given = new Map<Recorded, unknown>();
  await evaluate(
    () => {
      pulumi.runtime.registerStackTransformation(({ resource, type, name, opts }) => {
        const recorded: Recorded = { type, name, inputs: {}, children: [] };
        byResource.set(resource, recorded);
        byKey.set(`${type} ${name}`, recorded);
        (byResource.get(opts.parent)?.children ?? roots).push(recorded);
        return undefined;
      });
      program();
    },
    ({ type, name, inputs }) => {
      const recorded = byKey.get(`${type} ${name}`);
      if (recorded !== undefined) given.set(recorded, inputs);
    },
  );
  for (const [recorded, inputs] of given) recorded.inputs = (await plainValue(inputs, ".")) as Recorded["inputs"];
  return roots;
}

/** How many resources there are, children of children included. */
export function size(recorded: readonly Recorded[]): number {
  return recorded.reduce((sum, { children }) => sum + 1 + size(children), 0);
}
