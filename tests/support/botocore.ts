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
