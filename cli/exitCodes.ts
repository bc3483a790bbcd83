/**
 * Exit codes of all commands. Of those that follow an execution, `failed` is also how it ended; `timedOut` and `stopped` are
 * its other ends, and `lost` says that it could not be followed to its end.
 */
export const EXIT = { done: 0, failed: 1, wrongUse: 2, timedOut: 3, stopped: 4, lost: 5, interrupted: 130 } as const;
