import type { TaskState } from "../../../asl/definition";
import { prepareAttempts } from "../attempts";
import { prepareDataFlow } from "../dataFlow";
import { prepareNumber } from "../numberField";
import { limitSize, LONGEST_SECONDS } from "../limits";
import type { Preparation } from "../preparation";
import { runTask } from "../task";
import { TaskToken } from "../taskToken";
import { onward, type PreparedState, viewOf, type Visit } from "../visit";

const CALLBACK = ".waitForTaskToken";

/** Task: work outside the state machine. */
export function prepareTask(preparation: Preparation, state: TaskState): PreparedState["run"] {
  const { refuse, available } = preparation;
  const isCallback = state.Resource.endsWith(CALLBACK);
  const { callbacks } = available;
  if (isCallback && !callbacks) refuse(CALLBACK, "there is nobody who could send the task token back");
  if (state.Credentials) refuse("Credentials", "tasks run with the state machine's role only");
  const flow = prepareDataFlow(preparation, state);
  const attempts = prepareAttempts(preparation, state);
  const seconds = { least: 1, most: LONGEST_SECONDS };
  const timeout = prepareNumber(preparation, state, "TimeoutSeconds", seconds);
  const heartbeat = prepareNumber(preparation, state, "HeartbeatSeconds", seconds);

  return (visit) =>
    attempts(visit, async (current) => {
      const token = isCallback && callbacks ? new TaskToken(callbacks) : undefined;
      try {
        return await work(token ? withToken(current, token.text) : current, token);
      } finally {
        token?.close();
      }
    });

  async function work(visit: Visit, token: TaskToken | undefined) {
    const input = flow.input(visit);
    const view = viewOf(visit, input);
    const limits = { timeout: await timeout(view), heartbeat: token ? await heartbeat(view) : undefined };
    const parameters = await flow.payload(visit, input);
    limitSize(visit.name, parameters, "parameters");
    // Scheduled, started, ended; a task that is waited for is also submitted.
    visit.frame.history.add(/\.(sync(:2)?|waitForTaskToken)$/.test(state.Resource) ? 4 : 3);
    const result = await runTask(visit, state, parameters, limits, token);
    limitSize(visit.name, result, "result");
    return { output: await flow.output(visit, input, result), ...onward(state.Next) };
  }
}

function withToken(visit: Visit, Token: string): Visit {
  return { ...visit, context: { ...visit.context, Task: { Token } } };
}
