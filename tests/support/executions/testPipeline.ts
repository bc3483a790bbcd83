/** Executes a component's state machines in virtual time, in a {@link TestAccount}. */
import { randomUUID } from "node:crypto";
import type { Json, JsonObject, StateMachineDefinition, TaskState } from "../../../asl/definition";
import { execute, type Execution, type StateEvent } from "../../../local/interpreter";
import { TaskFailure } from "../../../local/interpreter/failures";
import { sizeOf } from "../../../local/interpreter/limits";
import { contextOf } from "../../../local/run/machineExecution";
import { machineOf, type LocalMachine } from "../../../local/run/machines";
import { machineS3 } from "../../../local/run/machineS3";
import { authorizeMapRun } from "../../../local/run/mapRunCalls";
import { tasksOf } from "../../../local/tasks";
import { backgroundOf } from "../../../local/tasks/background";
import type { ExecutionOrder } from "../../../local/tasks/scope";
import { evaluate, type Evaluated } from "../evaluate";
import { virtualClock } from "../virtualClock";
import type { Attempt, Happening, Script } from "./script";
import { inventoryOf, registeredResources, testAccount, type Inventory, type TestAccount } from "./testAccount";

/** An execution that has ended. */
export interface PipelineRun {
  execution: Execution;
  /** By logical name of the state machine: an execution may start others. */
  events: Map<string, StateEvent[]>;
  attempts: Attempt[];
  /** Requests of `sns:publish` that went well. */
  published: JsonObject[];
  /** The largest input or output of a state. */
  largest: { state: string; bytes: number };
  before: Inventory;
  after: Inventory;
  /** Jobs and executions that still went on. */
  left: string[];
  /** Of the virtual clock. */
  seconds: number;
}

/** How an execution is run. */
export interface RunOptions {
  input?: Json;
  script?: Script;
  /** One that earlier executions have used; an empty one when absent. */
  account?: TestAccount;
}

/** A component's state machine, ready to be executed. */
export interface TestPipeline {
  evaluated: Evaluated;
  definition: StateMachineDefinition;
  /** An empty account. Close it when the test is over. */
  newAccount(options?: { isJudged?: boolean }): TestAccount;
  run(options?: RunOptions): Promise<PipelineRun>;
}

const MACHINE = "aws:sfn/stateMachine:StateMachine";

/**
 * Evaluates a program, for executions of one of its state machines.
 *
 * @param name the state machine's logical name
 * @example const pipeline = await testPipeline(() => new MlTrainingPipeline("churn"), "churn");
 */
export async function testPipeline(program: () => unknown, name: string): Promise<TestPipeline> {
  const evaluated = await evaluate(program);
  const resources = await registeredResources(evaluated);
  const arn = evaluated.one(MACHINE, name).state["arn"] as string;
  const machine = machineOf(resources, arn)!;
  const newAccount: TestPipeline["newAccount"] = ({ isJudged = false } = {}) =>
    testAccount(resources, virtualClock(), isJudged);
  return {
    evaluated,
    definition: machine.definition,
    newAccount,
    async run({ input = {}, script = {}, account: given }: RunOptions = {}) {
      const account = given ?? newAccount();
      try {
        return await runIn(account, machine, input, script);
      } finally {
        if (!given) await account.close();
      }
    },
  };
}

async function runIn(account: TestAccount, machine: LocalMachine, input: Json, script: Script): Promise<PipelineRun> {
  account.script = script;
  account.loads = 0;
  const { clock } = account;
  const faults: unknown[] = [];
  const background = backgroundOf((fault) => faults.push(fault));
  const counts = new Map<string, number>();
  const run: Omit<PipelineRun, "execution" | "after" | "left" | "seconds"> = {
    ...{ events: new Map(), attempts: [], published: [], largest: { state: "", bytes: 0 } },
    before: inventoryOf(account),
  };

  function note(logicalName: string, event: StateEvent): void {
    run.events.set(logicalName, run.events.get(logicalName) ?? []);
    run.events.get(logicalName)!.push(event);
    const bytes = sizeOnce(event.input ?? event.output ?? null);
    if (bytes > run.largest.bytes) run.largest = { state: event.state, bytes };
  }

  async function executeOne(order: Omit<ExecutionOrder, "arn">): Promise<Execution> {
    const inner = machineOf(account.resources, order.machineArn)!;
    const logicalName = account.resources.find(({ state }) => state["arn"] === order.machineArn)!.name;
    return execute(inner.definition, order.input, {
      ...{ type: inner.type, clock, signal: order.signal, context: contextOf(inner, order.name) },
      services: { s3: machineS3(() => account, inner.roleArn) },
      onEvent: (event) => note(logicalName, event),
      onMapRun: (state, mapRun) => authorizeMapRun(inner, state, mapRun, account.authorizer),
      async onTask(state, task, parameters, signal, token) {
        const count = (counts.get(`${logicalName}/${state}`) ?? 0) + 1;
        counts.set(`${logicalName}/${state}`, count);
        const attempt = { machine: logicalName, state, attempt: count, request: parameters as JsonObject };
        run.attempts.push(attempt);
        const happening = script.tasks?.[state]?.(attempt);
        if (happening?.kind === "error") throw new TaskFailure(happening.error, happening.cause);
        if (happening?.kind === "answers") return happening.result;
        if (happening?.kind === "hangs" && !isJob(task)) return account.hang(signal);
        const containers = account.containersFor(happening, jobNameOf(attempt.request));
        const surroundings = {
          ...{ machineRole: inner.roleArn, background },
          hasMachine: (arn: string) => machineOf(account.resources, arn) !== undefined,
          runMachine: executeOne,
        };
        const perform = () =>
          tasksOf({ ...account, containers }, surroundings, noReports)(state, task, parameters, signal, token);
        const result = await (takesTime(task) ? perform() : clock.during(perform)).catch((error: unknown) =>
          asStopped(error, happening),
        );
        if (task.Resource.endsWith(":sns:publish")) run.published.push(attempt.request);
        return result;
      },
    });
  }

  const started = clock.now();
  const { arn: machineArn } = machine;
  const order = { machineArn, name: randomUUID(), input, signal: account.runSignal };
  const execution = await executeOne(order);
  const seconds = (clock.now() - started) / 1000;
  const left = await background.stop();
  if (faults.length > 0) throw faults[0];
  return { execution, ...run, after: inventoryOf(account), left, seconds };
}

/** Most data are one state's output and the next one's input: they are measured once. */
function sizeOnce(data: Json): number {
  if (data === null || typeof data !== "object") return sizeOf(data);
  const known = sizes.get(data) ?? sizeOf(data);
  sizes.set(data, known);
  return known;
}
const sizes = new WeakMap<object, number>();

/** What is waited for passes time by itself; other calls take none. */
function takesTime({ Resource }: TaskState): boolean {
  return /\.(sync(:2)?|waitForTaskToken)$|:lambda:invoke$|:lambda:.*:function:/.test(Resource);
}

function isJob({ Resource }: TaskState): boolean {
  return /:sagemaker:create\w+Job\.sync$/.test(Resource);
}

function jobNameOf(request: JsonObject): string {
  const [, name] = Object.entries(request).find(([field]) => field.endsWith("JobName")) ?? [];
  return typeof name === "string" ? name : "";
}

/** `.sync` may also give a stopped job as a result. */
function asStopped(error: unknown, happening: Happening | undefined): Json {
  const isResult = happening?.kind === "jobStops" && !happening.isError;
  if (isResult && error instanceof TaskFailure && error.name === "States.TaskFailed") {
    return JSON.parse(error.message) as Json;
  }
  throw error;
}

const nothing = () => {};
const noReports = {
  ...{ onJob: nothing, onLog: nothing, onMetric: nothing, onTuning: nothing, onEndpoint: nothing, onNote: nothing },
};
