import { expect } from "chai";
import type { Json, StateMachineDefinition } from "../../asl/definition";
import { execute, type ExecutionOptions, type StateEvent } from "../../local/interpreter";
import { TaskFailure } from "../../local/interpreter/failures";
import { DATA_LIMIT_BYTES } from "../../local/interpreter/limits";
import { UserError } from "../../local/userError";
import { virtualClock } from "../support/virtualClock";

type States = Record<string, object>;
const machine = (states: States, more: object = {}) =>
  ({ StartAt: Object.keys(states)[0], States: states, ...more }) as unknown as StateMachineDefinition;
const end = { End: true };
const task = (more: object = {}) => ({ Type: "Task", Resource: "arn:aws:states:::lambda:invoke", ...end, ...more });
const context: ExecutionOptions["context"] = {
  Execution: {
    Id: "arn:aws:states:us-east-1:123456789012:execution:m:0c6e4b3c-8d1e-4a59-9d1b-0d1d35cf2a5b",
    Name: "0c6e4b3c-8d1e-4a59-9d1b-0d1d35cf2a5b",
    RoleArn: "arn:aws:iam::123456789012:role/m",
    RedriveCount: 0,
  },
  StateMachine: { Id: "arn:aws:states:us-east-1:123456789012:stateMachine:m", Name: "m" },
};
type OnTask = ExecutionOptions["onTask"];
const echo: OnTask = async (_name, _state, parameters) => parameters;
const run = (
  states: States,
  onTask: OnTask = echo,
  more: Partial<ExecutionOptions> & { input?: Json; machine?: object } = {},
) => execute(machine(states, more.machine), more.input ?? {}, { context, onTask, ...more });

/** A task that ends only when it is told to, and says so. */
function stoppable(log: string[]): OnTask {
  return (name, _state, _parameters, signal) =>
    new Promise((_resolve, reject) => {
      log.push(`${name} started`);
      signal.addEventListener("abort", () =>
        setTimeout(() => {
          log.push(`${name} stopped`);
          reject(new Error("stopped"));
        }, 20),
      );
    });
}

describe("interpreter", () => {
  it("renders parameters, context and results", async () => {
    const { status, output } = await run(
      {
        A: task({
          Parameters: {
            "name.$": "States.Format('p-{}', $.n)",
            "execution.$": "$$.Execution.Id",
            "input.$": "$$.Execution.Input",
          },
          ResultSelector: { "made.$": "$.name", "by.$": "$.execution", "from.$": "$.input" },
          ResultPath: "$.a",
        }),
      },
      echo,
      { input: { n: 7 } },
    );
    expect(status).to.equal("SUCCEEDED");
    expect(output).to.deep.equal({ n: 7, a: { made: "p-7", by: context.Execution.Id, from: { n: 7 } } });
  });

  it("refuses what it cannot run, naming the state", async () => {
    const refused = run({
      Train: task({ Credentials: { RoleArn: "arn:aws:iam::210987654321:role/other" } }),
      Label: task({ Resource: "arn:aws:states:::x:y.waitForTaskToken" }),
    });
    const error = await refused.catch((reason: unknown) => reason as UserError);
    expect(error).to.be.instanceOf(UserError);
    expect((error as UserError).problem)
      .to.contain('"Train": Credentials')
      .and.to.contain('"Label": .waitForTaskToken');
  });

  it("understands IsPresent false and ResultPath $", async () => {
    const states = {
      A: { Type: "Choice", Choices: [{ Variable: "$.x", IsPresent: false, Next: "B" }], Default: "C" },
      B: { Type: "Pass", Result: "absent", ResultPath: "$", ...end },
      C: { Type: "Pass", Result: "present", ...end },
    };
    expect((await run(states)).output).to.equal("absent");
    expect((await run(states, echo, { input: { x: 1 } })).output).to.equal("present");
  });

  it("keeps error names and causes, into a Catch and out of a Fail", async () => {
    const states = {
      A: task({ Catch: [{ ErrorEquals: ["DataError"], ResultPath: "$.error", Next: "B" }] }),
      B: { Type: "Fail", ErrorPath: "$.error.Error", CausePath: "$.error.Cause" },
    };
    const events: StateEvent[] = [];
    const result = await run(states, async () => Promise.reject(new TaskFailure("DataError", "row 3, column age")), {
      onEvent: (event) => events.push(event),
    });
    expect(result).to.deep.equal({ status: "FAILED", error: "DataError", cause: "row 3, column age" });
    expect(events.map(({ type, state }) => `${type} ${state}`)).to.deep.equal([
      ...["entered A", "failed A", "caught A", "exited A", "entered B", "failed B"],
    ]);
    expect(events[1]).to.include({ error: "DataError", cause: "row 3, column age", stateType: "Task" });
  });

  it("tells what each state was given, what came of it, and what of the state led on", async () => {
    const states = {
      A: task({ End: undefined, Next: "C" }),
      C: {
        Type: "Choice",
        Choices: [
          { Variable: "$.x", NumericEquals: 2, Next: "Two" },
          { Variable: "$.x", NumericEquals: 1, Next: "F" },
        ],
        Default: "Two",
      },
      Two: { Type: "Succeed" },
      F: task({ Catch: ["Other", "Broken"].map((name) => ({ ErrorEquals: [name], Next: "Two" })) }),
    };
    const onTask: OnTask = async (name) => {
      if (name === "A") return { x: 1 };
      throw new TaskFailure("Broken", "why");
    };
    const events: string[] = [];
    const onEvent = ({ type, state, input, output, via }: StateEvent) => {
      if (type === "entered") events.push(`${state} < ${JSON.stringify(input)}`);
      if (type === "exited") events.push(`${state} > ${JSON.stringify(output)} ${via}`);
    };
    await run(states, onTask, { input: {}, onEvent });
    const failure = '{"Error":"Broken","Cause":"why"}';
    expect(events).to.deep.equal([
      ...["A < {}", 'A > {"x":1} Next', 'C < {"x":1}', 'C > {"x":1} Choices[1]'],
      ...['F < {"x":1}', `F > ${failure} Catch[1]`, `Two < ${failure}`, `Two > ${failure} End`],
    ]);
    await run(states, async () => ({ x: 3 }), { input: {}, onEvent });
    expect(events.slice(8)).to.include('C > {"x":3} Default');
  });

  it("reports a failure nobody catches, and a Fail state without a word", async () => {
    const broken = await run({ A: task() }, async () => Promise.reject(new TaskFailure("Broken", "why")));
    expect(broken).to.deep.equal({ status: "FAILED", error: "Broken", cause: "why" });
    expect(await run({ A: { Type: "Fail" } })).to.deep.equal({ status: "FAILED" });
  });

  it("retries with the stated waits", async () => {
    let calls = 0;
    const onTask: OnTask = async () => {
      if (++calls < 4) throw new TaskFailure("Throttled", "Rate exceeded");
      return "done";
    };
    const retry = [
      { ErrorEquals: ["Throttled"], IntervalSeconds: 1, BackoffRate: 3, MaxAttempts: 5, MaxDelaySeconds: 5 },
    ];
    const clock = virtualClock();
    const { output } = await run({ A: task({ Retry: retry }) }, onTask, { clock });
    expect(output).to.equal("done");
    expect(clock.waits).to.deep.equal([1000, 3000, 5000]);
  });

  it("States.TaskFailed catches any task's failure", async () => {
    const states = { A: task({ Catch: [{ ErrorEquals: ["States.TaskFailed"], Next: "B" }] }), B: { Type: "Succeed" } };
    const { output } = await run(states, async () => Promise.reject(new TaskFailure("SageMaker.X", "why")));
    expect(output).to.deep.equal({ Error: "SageMaker.X", Cause: "why" });
  });

  it("ends the run, not the state, when a task throws anything else", async () => {
    const states = { A: task({ Catch: [{ ErrorEquals: ["States.ALL"], Next: "B" }] }), B: { Type: "Succeed" } };
    const error = new UserError("The disk is full.", "Free some space.");
    expect(await run(states, async () => Promise.reject(error)).catch((reason: unknown) => reason)).to.equal(error);
  });

  it("stops a task that times out, and lets the definition catch it", async () => {
    const log: string[] = [];
    const states = {
      A: task({
        TimeoutSeconds: 0.1,
        Catch: [
          { ErrorEquals: ["States.TaskFailed"], Next: "C" },
          { ErrorEquals: ["States.Timeout"], Next: "B" },
        ],
      }),
      B: { Type: "Pass", Parameters: { "error.$": "$.Error" }, ...end },
      C: { Type: "Pass", Result: "wrong", ...end },
    };
    expect((await run(states, stoppable(log))).output).to.deep.equal({ error: "States.Timeout" });
    expect(log).to.deep.equal(["A started", "A stopped"]);
  });

  it("gives a task without TimeoutSeconds all the time it needs", async () => {
    const clock = virtualClock();
    const days = 86_400_000;
    const onTask: OnTask = async (_name, _state, _parameters, signal) => {
      await clock.sleep(400 * days, signal);
      return "done";
    };
    const { output } = await run({ A: task() }, onTask, { clock });
    expect(output).to.equal("done");
    expect(clock.waits).to.deep.equal([400 * days]);
  });

  it("ends an execution at its own TimeoutSeconds", async () => {
    const log: string[] = [];
    const result = await run({ A: task() }, stoppable(log), { machine: { TimeoutSeconds: 0.1 } });
    expect(result).to.deep.equal({ status: "TIMED_OUT", error: "States.Timeout" });
    expect(log).to.deep.equal(["A started", "A stopped"]);
  });

  it("stops everything when it is aborted, retries included", async () => {
    const log: string[] = [];
    const abort = new AbortController();
    setTimeout(() => abort.abort(), 50);
    const aborted = await run({ A: task() }, stoppable(log), { signal: abort.signal });
    expect(aborted).to.deep.equal({ status: "ABORTED" });
    expect(log).to.deep.equal(["A started", "A stopped"]);

    let calls = 0;
    const retrying = new AbortController();
    setTimeout(() => retrying.abort(), 50);
    const onTask: OnTask = async () => {
      calls++;
      throw new TaskFailure("Again", "");
    };
    const retry = [{ ErrorEquals: ["Again"], IntervalSeconds: 60 }];
    expect((await run({ A: task({ Retry: retry }) }, onTask, { signal: retrying.signal })).status).to.equal("ABORTED");
    expect(calls).to.equal(1);
    expect((await run({ A: task() }, onTask, { signal: AbortSignal.abort() })).status).to.equal("ABORTED");
    expect(calls).to.equal(1);
  });

  it("stops the other branches of a Parallel that fails", async () => {
    const log: string[] = [];
    const slow = stoppable(log);
    const onTask: OnTask = (name, ...rest) => {
      if (name === "Slow") return slow(name, ...rest);
      return new Promise((_resolve, reject) => setTimeout(() => reject(new TaskFailure("Broken", "why")), 30));
    };
    const states = {
      P: {
        Type: "Parallel",
        Branches: [machine({ Fast: task() }), machine({ Slow: task() })],
        Catch: [{ ErrorEquals: ["Broken"], Next: "W" }],
        ...end,
      },
      W: { Type: "Wait", Seconds: 0.1, Next: "L" },
      L: { Type: "Succeed" },
    };
    const result = await run(states, onTask, {
      onEvent: ({ type, state }) => state === "L" && type === "entered" && log.push("L"),
    });
    expect(result.status).to.equal("SUCCEEDED");
    expect(log).to.deep.equal(["Slow started", "Slow stopped", "L"]);
  });

  it("runs Parallel and Map, and tells of the states in them", async () => {
    const events: string[] = [];
    const states = {
      P: {
        Type: "Parallel",
        Branches: [machine({ One: task() }), machine({ Two: task() })],
        ResultPath: "$.p",
        Next: "M",
      },
      M: { Type: "Map", ItemsPath: "$.p", ItemProcessor: machine({ Each: task() }), ResultPath: null, ...end },
    };
    const { output } = await run(states, echo, {
      input: { x: 1 },
      onEvent: ({ type, state, index }) => events.push(`${type} ${state}${index ?? ""}`),
    });
    expect(output).to.deep.equal({ x: 1, p: [{ x: 1 }, { x: 1 }] });
    expect(events).to.include.members(["entered One", "exited Two", "entered Each0", "exited Each1", "exited M"]);
  });

  describe("size limit", () => {
    const text = (bytes: number) => "é".repeat(bytes / 2);
    const caught = { Catch: [{ ErrorEquals: ["States.ALL"], Next: "B" }] };
    const B = { Type: "Pass", Result: "caught", ...end };

    it("holds for a task's result, and no States.ALL catches it", async () => {
      const result = await run({ A: task(caught), B }, async () => text(DATA_LIMIT_BYTES));
      expect(result).to.include({ status: "FAILED", error: "States.DataLimitExceeded" });
      expect((await run({ A: task() }, async () => text(DATA_LIMIT_BYTES - 2))).status).to.equal("SUCCEEDED");
    });

    it("holds for a task's parameters", async () => {
      const doubled = task({ Parameters: { "a.$": "$", "b.$": "$" }, ...caught });
      const result = await run({ A: doubled, B }, echo, { input: text(DATA_LIMIT_BYTES / 2) });
      expect(result).to.include({ status: "FAILED", error: "States.DataLimitExceeded" });
    });

    it("holds for what a state puts together", async () => {
      const states = { A: task({ ResultPath: "$.more" }), B: task() };
      const result = await run(states, async () => text(DATA_LIMIT_BYTES - 100), { input: { x: text(400) } });
      expect(result).to.include({ status: "FAILED", error: "States.DataLimitExceeded" });
      const last = await run({ A: { Type: "Pass", Parameters: { "a.$": "$", "b.$": "$" }, ...end } }, echo, {
        input: text(DATA_LIMIT_BYTES / 2),
      });
      expect(last).to.include({ status: "FAILED", error: "States.DataLimitExceeded" });
    });
  });
});
