/** How a state of an execution stands or ended; `CAUGHT` failed with an error that its Catch took. */
export type DrawnStatus = "SUCCEEDED" | "FAILED" | "CAUGHT" | "ABORTED" | "RUNNING";
