import { spawn } from "node:child_process";
import { join } from "node:path";

/** How a run of a function ended, and what it wrote to its log. */
export interface Invocation<Result> {
  result?: Result;
  /** As Lambda would report it. */
  error?: { name: string; message: string };
  log: string[];
}

/** Does what Lambda's runtime does: loads index.js, calls its handler, reports the result or the error's name. */
const RUNTIME = `
  require(process.argv[1]).handler(JSON.parse(process.argv[2])).then(
    (result) => console.log(JSON.stringify({ result })),
    ({ name, message }) => console.log(JSON.stringify({ error: { name, message } })),
  );
`;

/**
 * Runs a function in a process of its own, whose environment holds nothing but what Lambda sets.
 *
 * @param folder what is deployed: the unpacked archive
 * @param endpoint where S3 is
 * @param env its environment
 * @param event what it is called with
 */
export async function invokeBundle<Result>(
  folder: string,
  endpoint: string,
  env: Record<string, string> = {},
  event: unknown = {},
): Promise<Invocation<Result>> {
  const child = spawn(process.execPath, ["-e", RUNTIME, join(folder, "index.js"), JSON.stringify(event)], {
    env: {
      AWS_REGION: "us-east-1",
      AWS_ACCESS_KEY_ID: "AKIAEXAMPLE",
      AWS_SECRET_ACCESS_KEY: "secret",
      AWS_ENDPOINT_URL_S3: endpoint,
      ...env,
    },
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (text: string) => (output += text));
  await new Promise((resolve, reject) => child.once("close", resolve).once("error", reject));
  const lines = output.trimEnd().split("\n");
  return { ...JSON.parse(lines.pop() ?? ""), log: lines };
}
