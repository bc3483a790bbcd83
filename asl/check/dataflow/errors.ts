/** Errors: https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html */
import { objectOf, STRING } from "./data";

/** What a `Catch` gets. Not every error has a cause. */
export const errorObject = objectOf({ Error: STRING, Cause: { data: STRING, presence: "optional" } });
