/** Workflow variables: https://docs.aws.amazon.com/step-functions/latest/dg/workflow-variables.html */
import type { Json, JsonObject } from "../../asl/definition";
import { StateFailure } from "./failures";
import { DATA_LIMIT_BYTES, sizeOf } from "./limits";

/** All variables of an execution together. */
const ALL_LIMIT_BYTES = 10 * 1024 * 1024;

/**
 * The variables of one scope: an execution's, a Parallel branch's or a Map iteration's.
 *
 * What is inside reads what is outside; what it assigns is its own, and is gone when it ends.
 */
export class Variables {
  private readonly own = new Map<string, { value: Json; size: number }>();

  constructor(private readonly outer?: Variables) {}

  /** The value of a variable; undefined when nothing was assigned to it. */
  read(name: string): Json | undefined {
    const found = this.own.get(name);
    return found ? found.value : this.outer?.read(name);
  }

  /** Every variable that can be read here. */
  all(): JsonObject {
    const found = this.outer?.all() ?? {};
    for (const [name, { value }] of this.own) found[name] = value;
    return found;
  }

  /** @throws StateFailure `States.DataLimitExceeded` beyond 256 KiB in one go, or 10 MiB in all */
  assign(state: string, assigned: JsonObject): void {
    const sizes = Object.entries(assigned).map(([name, value]) => ({ name, value, size: sizeOf(value) }));
    const sum = sizes.reduce((total, { size }) => total + size, 0);
    for (const { name, value, size } of sizes) this.own.set(name, { value, size });
    if (sum <= DATA_LIMIT_BYTES && this.bytes() <= ALL_LIMIT_BYTES) return;
    throw new StateFailure(
      "States.DataLimitExceeded",
      `The state/task '${state}' assigned variables with a size exceeding the maximum number of bytes service limit.`,
    );
  }

  private bytes(): number {
    let total = this.outer?.bytes() ?? 0;
    for (const { size } of this.own.values()) total += size;
    return total;
  }
}
