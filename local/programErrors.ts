/** Runs code that is not ours and gathers what goes wrong in it, in the form that users are to see. */
import * as pulumi from "@pulumi/pulumi";
import { setImmediate } from "node:timers/promises";
import { UserError } from "./userError";

/** How long other errors may follow the first one that nobody handled, in milliseconds. */
const GRACE_IN_MS = 100;

/** What a run came to. */
export interface Outcome<T> {
  /** Absent when the run failed. */
  value?: T;
  /** What was thrown first, then rejections that nobody handled, each once. */
  errors: unknown[];
}

/**
 * Runs `run` to its end. Meanwhile rejections that nobody handles are its errors instead of the process's, and
 * `console.log` writes to standard error. A run that neither ends nor fails fails after `seconds`.
 */
export async function collectErrors<T>(run: () => Promise<T>, seconds: number): Promise<Outcome<T>> {
  const errors: unknown[] = [];
  const timers: NodeJS.Timeout[] = [];
  const listeners = process.rawListeners("unhandledRejection") as NodeJS.UnhandledRejectionListener[];
  const { log } = console;
  const stopped = new Promise<never>((_resolve, stop) => {
    timers.push(setTimeout(stop, seconds * 1000, neverEnds(seconds)));
    process.removeAllListeners("unhandledRejection").on("unhandledRejection", (error) => {
      if (!errors.includes(error)) errors.push(error);
      // What waits for the failed part would wait forever.
      timers.push(setTimeout(stop, GRACE_IN_MS, error));
    });
  });
  console.log = console.error;
  try {
    const value = await Promise.race([run(), stopped]);
    // Node reports unhandled rejections once the promises of this turn are done.
    await setImmediate();
    return errors.length === 0 ? { value, errors } : { errors };
  } catch (error) {
    await setImmediate();
    return { errors: [error, ...errors.filter((other) => other !== error)] };
  } finally {
    timers.forEach(clearTimeout);
    console.log = log;
    process.removeAllListeners("unhandledRejection");
    for (const listener of listeners) process.on("unhandledRejection", listener);
  }
}

function neverEnds(seconds: number): UserError {
  return new UserError(
    `The program did not end within ${seconds} s.`,
    "Look for an output or promise that never resolves, such as resources whose inputs wait for each other.",
  );
}

/**
 * One error with all that users can mend among `errors`; undefined when there is nothing of the kind.
 *
 * Pulumi's own errors for users are InputPropertyError, InputPropertiesError and RunError (of which a missing
 * configuration value is one).
 *
 * @param remedyOf what to do about an error of Pulumi's, by all that it says
 */
export function userMistakes(errors: readonly unknown[], remedyOf: (problem: string) => string): UserError | undefined {
  const mistakes = errors.flatMap((error) => mistakesIn(error, remedyOf));
  if (mistakes.length === 0) return undefined;
  const lines = (part: "problem" | "remedy") => [...new Set(mistakes.map((mistake) => mistake[part]))].join("\n");
  return new UserError(lines("problem"), lines("remedy"));
}

/**
 * Whether an error is about the stack's configuration, and not about the program: it names one of the project's keys, as
 * `makePipelines` does, or is one of the SDK's Config class (https://github.com/pulumi/pulumi, sdk/nodejs/config.ts).
 */
export function isConfigMistake(problem: string, project: string): boolean {
  return problem.includes(`${project}:pipelines`) || /^(Missing required configuration|Configuration) /.test(problem);
}

function mistakesIn(error: unknown, remedyOf: (problem: string) => string): { problem: string; remedy: string }[] {
  if (error instanceof UserError) return [error];
  if (pulumi.InputPropertyError.isInstance(error)) return withRemedy([describe(error)], remedyOf);
  if (pulumi.InputPropertiesError.isInstance(error)) {
    // Messages often say it all already.
    const further = error.errors.filter(({ propertyPath }) => !error.message.includes(propertyPath)).map(describe);
    return withRemedy([error.message, ...further].filter(Boolean), remedyOf);
  }
  return pulumi.RunError.isInstance(error) ? withRemedy([error.message], remedyOf) : [];
}

/** The problems of one error, which have one remedy. */
function withRemedy(problems: string[], remedyOf: (problem: string) => string) {
  const remedy = remedyOf(problems.join("\n"));
  return problems.map((problem) => ({ problem, remedy }));
}

function describe({ propertyPath, reason }: { propertyPath: string; reason: string }): string {
  return reason.includes(propertyPath) ? reason : `${propertyPath}: ${reason}`;
}
