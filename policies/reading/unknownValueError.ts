import * as policy from "@pulumi/policy";

/** How the SDK builds the error: what kind of value is not known, and its path. */
type UnknownValueErrorClass = new (kind: string, path: string[]) => Error;

/** The error of reading a value that is not known yet. The SDK exports it, but not its type. */
export const { UnknownValueError } = policy as unknown as { UnknownValueError: UnknownValueErrorClass };
