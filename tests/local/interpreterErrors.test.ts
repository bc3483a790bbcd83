/** https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html */
import { expect } from "chai";
import type { Json } from "../../asl/definition";
import { StateFailure, TaskFailure } from "../../local/interpreter/failures";
import { matchesError } from "../../local/interpreter/errorNames";
import { end, machine, run, type States, task } from "../support/stateMachines";
import { virtualClock } from "../support/virtualClock";

/** A task that fails with these errors, one an attempt, and then succeeds. */
function failing(...errors: string[]) {
  return async (_name: string, _state: object, parameters: Json): Promise<Json> => {
    const error = errors.shift();
    if (error !== undefined) throw new TaskFailure(error, "why");
    return parameters;
  };
}

describe("interpreter: errors", () => {
  const meant: [string[], string, boolean][] = [
    [["A", "B"], "B", true],
    [["A"], "a", false],
    [["States.ALL"], "Anything", true],
    [["States.ALL"], "States.Timeout", true],
    [["States.ALL"], "States.NoChoiceMatched", true],
    [["States.TaskFailed"], "SageMaker.X", true],
    [["States.TaskFailed"], "States.Timeout", false],
    [["States.Timeout"], "States.Timeout", true],
    [["States.HeartbeatTimeout"], "States.Timeout", false],
    [["States.ALL", "States.Runtime"], "States.Runtime", false],
    [["States.ALL"], "States.DataLimitExceeded", false],
    [["States.QueryEvaluationError"], "States.QueryEvaluationError", true],
  ];
  for (const [errorEquals, error, result] of meant) {
    it(`ErrorEquals ${errorEquals.join(", ")} ${result ? "means" : "does not mean"} ${error}`, () => {
      expect(matchesError(errorEquals, new StateFailure(error, ""))).to.equal(result);
    });
  }

  it("a missed heartbeat is a time-out, and called States.HeartbeatTimeout too", () => {
    const missed = new StateFailure("States.Timeout", undefined, "States.HeartbeatTimeout");
    for (const name of ["States.Timeout", "States.HeartbeatTimeout", "States.ALL"]) {
      expect(matchesError([name], missed), name).to.equal(true);
    }
    expect(matchesError(["States.TaskFailed"], missed)).to.equal(false);
  });

  it("the error output has both members, whatever the failure has", async () => {
    const inner = machine({ F: { Type: "Fail" } });
    const states: States = {
      P: { Type: "Parallel", Branches: [inner], Catch: [{ ErrorEquals: ["States.ALL"], Next: "B" }], ...end },
      B: { Type: "Succeed" },
    };
    expect((await run(states)).output).to.deep.equal({ Error: "", Cause: "" });
  });

  it("the first catcher that is for the error takes it; ResultPath puts it into the raw input", async () => {
    const Catch = [
      { ErrorEquals: ["Other"], Next: "X" },
      { ErrorEquals: ["States.TaskFailed"], ResultPath: "$.error", Next: "B" },
      { ErrorEquals: ["States.ALL"], Next: "X" },
    ];
    const states: States = {
      A: task({ InputPath: "$.n", OutputPath: "$.none", Catch }),
      B: { Type: "Succeed" },
      X: { Type: "Fail" },
    };
    const { output } = await run(states, { input: { n: 1 }, onTask: failing("Broken") });
    expect(output).to.deep.equal({ n: 1, error: { Error: "Broken", Cause: "why" } });
  });

  it("States.Runtime ends the execution, from inside a Parallel too", async () => {
    const Catch = [{ ErrorEquals: ["States.Runtime"], Next: "B" }];
    const inner = machine({ I: { Type: "Pass", InputPath: "$.none", ...end } });
    const states: States = {
      P: { Type: "Parallel", Branches: [inner], Retry: [{ ErrorEquals: ["States.ALL"] }], Catch, ...end },
      B: { Type: "Succeed" },
    };
    expect(await run(states)).to.deep.equal({
      status: "FAILED",
      error: "States.Runtime",
      cause:
        "An error occurred while executing the state 'I' (entered at the event id #5). " +
        "Invalid path '$.none' : No results for path: $['none']",
    });
  });

  describe("Retry", () => {
    const waits = async (retry: object[], ...errors: string[]) => {
      const clock = virtualClock();
      const { status, error } = await run({ A: task({ Retry: retry }) }, { clock, onTask: failing(...errors) });
      return { waits: clock.waits.map((wait) => wait / 1000), ended: error ?? status };
    };
    const times = (count: number) => Array<string>(count).fill("E");

    it("waits 1, 2, 4 seconds and gives up, when it says nothing else", async () => {
      expect(await waits([{ ErrorEquals: ["E"] }], ...times(3))).to.deep.equal({
        waits: [1, 2, 4],
        ended: "SUCCEEDED",
      });
      expect(await waits([{ ErrorEquals: ["E"] }], ...times(4))).to.deep.equal({ waits: [1, 2, 4], ended: "E" });
    });

    it("has an interval, a rate, a longest wait and a number of attempts", async () => {
      const retry = { ErrorEquals: ["E"], IntervalSeconds: 3, BackoffRate: 1.5, MaxDelaySeconds: 6, MaxAttempts: 4 };
      expect(await waits([retry], ...times(4))).to.deep.equal({ waits: [3, 4.5, 6, 6], ended: "SUCCEEDED" });
      expect(await waits([{ ErrorEquals: ["E"], MaxAttempts: 0 }], "E")).to.deep.equal({ waits: [], ended: "E" });
    });

    it("with full jitter waits no longer", async () => {
      const retry = { ErrorEquals: ["E"], IntervalSeconds: 8, BackoffRate: 1, MaxAttempts: 20, JitterStrategy: "FULL" };
      const { waits: found } = await waits([retry], ...times(20));
      expect(Math.max(...found)).to.be.at.most(8);
      expect(new Set(found).size).to.be.above(10);
    });

    it("counts for each retrier by itself, and the first that is for an error decides", async () => {
      const retry = [
        { ErrorEquals: ["A"], MaxAttempts: 1 },
        { ErrorEquals: ["B"], IntervalSeconds: 10, MaxAttempts: 2 },
        { ErrorEquals: ["States.ALL"], IntervalSeconds: 100, MaxAttempts: 9 },
      ];
      expect(await waits(retry, "A", "B", "B", "C")).to.deep.equal({ waits: [1, 10, 20, 100], ended: "SUCCEEDED" });
      expect(await waits(retry, "A", "B", "A")).to.deep.equal({ waits: [1, 10], ended: "A" });
    });

    it("begins anew whenever the state is entered", async () => {
      const clock = virtualClock();
      const states: States = {
        A: task({ Retry: [{ ErrorEquals: ["E"], MaxAttempts: 1 }], ResultPath: null, End: undefined, Next: "B" }),
        B: { Type: "Choice", Choices: [{ Variable: "$$.State.Name", StringEquals: "B", Next: "C" }] },
        C: {
          Type: "Choice",
          Choices: [{ Variable: "$seen", IsPresent: false, Assign: { seen: true }, Next: "A" }],
          Default: "D",
        },
        D: { Type: "Succeed" },
      };
      const answers = ["E", "", "E", ""];
      const onTask = async () => {
        const error = answers.shift();
        if (error) throw new TaskFailure(error, "");
        return null;
      };
      expect((await run(states, { clock, onTask })).status).to.equal("SUCCEEDED");
      expect(clock.waits).to.deep.equal([1000, 1000]);
    });

    it("comes before Catch, and is told of", async () => {
      const events: string[] = [];
      const states: States = {
        A: task({ Retry: [{ ErrorEquals: ["E"], MaxAttempts: 1 }], Catch: [{ ErrorEquals: ["E"], Next: "B" }] }),
        B: { Type: "Succeed" },
      };
      await run(states, { onTask: failing("E", "E"), onEvent: ({ type, state }) => events.push(`${type} ${state}`) });
      expect(events).to.deep.equal([
        ...["entered A", "failed A", "retried A", "failed A", "caught A", "exited A", "entered B", "exited B"],
      ]);
    });

    it("runs a Parallel again, all of it", async () => {
      const retry = [{ ErrorEquals: ["E"] }];
      const branches = [machine({ X: task() }), machine({ Y: task() })];
      const { output } = await run(
        { P: { Type: "Parallel", Branches: branches, Retry: retry, ...end } },
        { input: 7, onTask: failing("E") },
      );
      expect(output).to.deep.equal([7, 7]);
    });
  });
});
