import type { ParallelState } from "../../../asl/definition";
import { prepareAttempts } from "../attempts";
import { allOrNothing } from "../concurrency";
import { prepareDataFlow } from "../dataFlow";
import type { Preparation } from "../preparation";
import { runGraph } from "../runGraph";
import { Variables } from "../variables";
import { onward, type PreparedState } from "../visit";

/** Parallel: branches at the same time; the first that fails stops the others. */
export function prepareParallel(preparation: Preparation, state: ParallelState): PreparedState["run"] {
  const flow = prepareDataFlow(preparation, state);
  const attempts = prepareAttempts(preparation, state);
  const branches = state.Branches.map((branch) => preparation.graph(branch));
  return (visit) =>
    attempts(visit, async (current) => {
      const { frame } = current;
      const input = flow.input(current);
      const payload = await flow.payload(current, input);
      // Started, and succeeded.
      frame.history.add(2);
      const result = await allOrNothing(branches, branches.length, frame.signal, (branch, _index, signal) =>
        runGraph(branch, payload, { ...frame, signal, variables: new Variables(frame.variables) }),
      );
      return { output: await flow.output(current, input, result), ...onward(state.Next) };
    });
}
