/** Holds requests and answers against botocore's model of the SageMaker API. */
import { join } from "node:path";
import { runProcess } from "../../local/process";
import { testPython } from "./python";

/**
 * Gives what is wrong with a request or an answer: missing and unknown members, wrong types, values out of range.
 *
 * @example expect(await botocoreMistakes("CreateTrainingJob", "input", parameters)).to.deep.equal([]);
 */
export async function botocoreMistakes(
  operation: string,
  direction: "input" | "output",
  value: unknown,
): Promise<string[]> {
  const lines: string[] = [];
  const end = await runProcess(await testPython(), [join(__dirname, "botocore_validate.py"), operation, direction], {
    env: { HOME: "/nonexistent" },
    input: JSON.stringify(value),
    onLine: (line, stream) => stream === "stdout" && lines.push(line),
  });
  if (end.exitCode !== 0) throw new Error(end.stderr.join("\n"));
  return lines;
}

/** A member that botocore's model has: `OutputDataConfig.S3OutputPath`, with `[]` for items and `{}` for values of a map. */
export interface BotocoreMember {
  path: string;
  type: string;
  isRequired: boolean;
}

/** Every member of a SageMaker operation's request or response, at any depth. */
export async function botocoreMembers(operation: string, direction: "input" | "output"): Promise<BotocoreMember[]> {
  const found: BotocoreMember[] = [];
  const end = await runProcess(await testPython(), [join(__dirname, "botocore_members.py"), operation, direction], {
    env: { HOME: "/nonexistent" },
    onLine: (line, stream) => {
      const [path = "", type = "", required] = line.split(" ");
      if (stream === "stdout") found.push({ path, type, isRequired: required === "required" });
    },
  });
  if (end.exitCode !== 0) throw new Error(end.stderr.join("\n"));
  return found;
}
