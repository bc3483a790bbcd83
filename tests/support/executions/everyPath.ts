/** Executes the ways through a pipeline that a test names, and those of every Catch. */
import type { TaskState } from "../../../asl/definition";
import { walkStates } from "../../../asl/walk";
import type { StateEvent } from "../../../local/interpreter";
import { assertFullyCovered, type Coverage } from "../coverage";
import type { Script } from "./script";
import type { TestAccount } from "./testAccount";
import type { PipelineRun, RunOptions, TestPipeline } from "./testPipeline";

/** An execution of a pipeline. */
export interface Scenario extends Omit<RunOptions, "account"> {
  name: string;
  /** Puts into the account what earlier executions have left. */
  prepare?: (account: TestAccount) => Promise<void> | void;
}

/** Runs a scenario in an account of its own. */
export async function runScenario(
  pipeline: TestPipeline,
  { prepare, ...options }: Scenario,
  accountOptions?: Parameters<TestPipeline["newAccount"]>[0],
): Promise<PipelineRun> {
  const account = pipeline.newAccount(accountOptions);
  try {
    await prepare?.(account);
    return await pipeline.run({ ...options, account });
  } finally {
    await account.close();
  }
}

/** The script with another wish for one task. */
export function withTask(script: Script = {}, state: string, task: NonNullable<Script["tasks"]>[string]): Script {
  return { ...script, tasks: { ...script.tasks, [state]: task } };
}

/** What a pipeline's executions have shown. */
export interface Paths {
  /** By the scenario's name. */
  runs: Map<string, PipelineRun>;
  /** Executions in all. */
  executions: number;
  coverage: Coverage;
  /** The largest input or output of a state in any of them. */
  largest: PipelineRun["largest"];
}

/**
 * Executes each scenario, and for each task that it is the first to reach executions in which the task fails: with an error
 * for each entry of its Catch.
 *
 * @param name the state machine's logical name
 * @throws Error with what was never entered or taken
 */
export async function everyPath(pipeline: TestPipeline, name: string, scenarios: Scenario[]): Promise<Paths> {
  const tasks = new Map(
    [...walkStates(pipeline.definition)].flatMap(({ name: task, state }) =>
      state.Type === "Task" ? [[task, state] as const] : [],
    ),
  );
  const runs = new Map<string, PipelineRun>();
  const events: StateEvent[][] = [];
  let largest: PipelineRun["largest"] = { state: "", bytes: 0 };
  const note = (run: PipelineRun) => {
    events.push(run.events.get(name) ?? []);
    if (run.largest.bytes > largest.bytes) largest = run.largest;
    return run;
  };
  for (const scenario of scenarios) {
    const run = note(await runScenario(pipeline, scenario));
    runs.set(scenario.name, run);
    for (const { state } of run.attempts) {
      const errors = errorsOf(tasks.get(state));
      tasks.delete(state);
      for (const error of errors) {
        const failing = () => ({ kind: "error" as const, error, cause: "a test wants it" });
        note(await runScenario(pipeline, { ...scenario, script: withTask(scenario.script, state, failing) }));
      }
    }
  }
  return { runs, executions: events.length, coverage: assertFullyCovered(pipeline.definition, events), largest };
}

/** An error for each entry of a task's Catch; one for a task without, as that of the state around it may be for it. */
function errorsOf(state: TaskState | undefined): string[] {
  if (!state) return [];
  const errors = (state.Catch ?? []).map(({ ErrorEquals: [first = "States.ALL"] }) => first);
  return (errors.length === 0 ? ["States.ALL"] : errors).map((name) => (name === "States.ALL" ? "Test.Error" : name));
}
