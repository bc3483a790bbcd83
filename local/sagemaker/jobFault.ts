/** Why a job ends before its work is done. */
import { UserError } from "../userError";

/** The job's own fault; the message is the `FailureReason`. */
export class JobFault extends Error {
  override readonly name = "JobFault";
}

/** The job took longer than its `MaxRuntimeInSeconds`. */
export class MaxRuntimeExceeded extends Error {
  override readonly name = "MaxRuntimeExceeded";
}

/** An error of this machine that the user can mend, for a full disk; `undefined` for any other error. */
export function diskFull(error: unknown, folder: string): UserError | undefined {
  const { code, message = "" } = error as Partial<NodeJS.ErrnoException>;
  if (code !== "ENOSPC" && code !== "EDQUOT" && !/No space left on device/.test(message)) return undefined;
  return new UserError(
    `The disk is full: the job could not write below ${folder}.`,
    "Make room, or name another place for temporary files with TMPDIR. What the job had written was removed.",
  );
}
