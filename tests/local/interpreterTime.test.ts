/** Waits, time-outs and callbacks. */
import { expect } from "chai";
import type { Json } from "../../asl/definition";
import { Callbacks, TaskTimedOut } from "../../local/interpreter/callbacks";
import { systemClock } from "../../local/interpreter/clock";
import { STOPPED } from "../../local/interpreter/failures";
import { end, run, runState, type States, task } from "../support/stateMachines";
import { virtualClock } from "../support/virtualClock";

/** A task that goes on until it is told to end. */
const endless = (_name: string, _state: object, _parameters: Json, signal: AbortSignal) =>
  new Promise<Json>((_resolve, reject) => signal.addEventListener("abort", () => reject(new Error("stopped"))));

describe("interpreter: Wait", () => {
  const waits: [string, object, Json, number[]][] = [
    ["Seconds", { Seconds: 90 }, {}, [90]],
    ["Seconds 0", { Seconds: 0 }, {}, []],
    ["SecondsPath", { SecondsPath: "$.s" }, { s: 5 }, [5]],
    ["Timestamp", { Timestamp: "2026-01-01T02:00:30+02:00" }, {}, [30]],
    ["a Timestamp that is over", { Timestamp: "2025-01-01T00:00:00Z" }, {}, []],
    ["TimestampPath", { TimestampPath: "$.t" }, { t: "2026-01-01T00:00:01.5Z" }, [1.5]],
    ["JSONata Seconds", { QueryLanguage: "JSONata", Seconds: "{% 2 * $states.input.s %}" }, { s: 5 }, [10]],
    [
      "JSONata Timestamp",
      { QueryLanguage: "JSONata", Timestamp: "{% $states.input.t %}" },
      { t: "2026-01-01T00:01:00Z" },
      [60],
    ],
  ];
  for (const [name, fields, input, seconds] of waits) {
    it(`${name}: ${seconds.join()} s`, async () => {
      const clock = virtualClock();
      const result = await runState({ Type: "Wait", ...fields }, input, { clock });
      expect(result).to.deep.equal({ status: "SUCCEEDED", output: input });
      expect(clock.waits).to.deep.equal(seconds.map((wait) => wait * 1000));
    });
  }

  const wrong: [object, Json, string, string][] = [
    [
      { SecondsPath: "$.s" },
      { s: 1.5 },
      "States.Runtime",
      "The SecondsPath parameter cannot be parsed as a long value: $.s == 1.5",
    ],
    [
      { SecondsPath: "$.s" },
      { s: -1 },
      "States.Runtime",
      "The SecondsPath parameter references a negative value: $.s == -1",
    ],
    [{ SecondsPath: "$.s" }, {}, "States.Runtime", "The SecondsPath parameter does not reference an input value: $.s"],
    [
      { TimestampPath: "$.t" },
      { t: "2016-12-05 21:29:29Z" },
      "States.Runtime",
      "does not reference a valid ISO-8601 extended offset date-time format string: $.t == 2016-12-05 21:29:29Z",
    ],
    [
      { QueryLanguage: "JSONata", Timestamp: "{% '2016-13-05T21:29:29Z' %}" },
      {},
      "States.QueryEvaluationError",
      "The Timestamp field cannot be parsed as an ISO-8601 extended offset date-time format string: 2016-13-05T21:29:29Z",
    ],
    [{ QueryLanguage: "JSONata", Seconds: "{% -1 %}" }, {}, "States.QueryEvaluationError", "not negative, but was: -1"],
    [{ Timestamp: "2999-01-01T00:00:00Z" }, {}, "States.Runtime", "Wait state delay is too long."],
  ];
  for (const [fields, input, error, cause] of wrong) {
    it(`${JSON.stringify(fields)} of ${JSON.stringify(input)}: ${cause}`, async () => {
      const result = await runState({ Type: "Wait", ...fields }, input);
      expect(result.error).to.equal(error);
      expect(result.cause).to.contain(cause);
    });
  }

  it("ends at once when the execution is aborted", async () => {
    const abort = new AbortController();
    setTimeout(() => abort.abort(), 20);
    const result = await runState(
      { Type: "Wait", Seconds: 99_999_999 },
      {},
      { clock: systemClock, signal: abort.signal },
    );
    expect(result).to.deep.equal({ status: "ABORTED" });
  });
});

describe("interpreter: this machine's clock", () => {
  it("waits as long as it is asked to, and no time at all for nothing", async () => {
    const { signal } = new AbortController();
    const started = performance.now();
    await systemClock.sleep(30, signal);
    expect(performance.now() - started).to.be.at.least(30);
    await systemClock.sleep(-5, signal);
    expect(Math.abs(systemClock.now() - Date.now())).to.be.below(1000);
  });

  it("stops before it begins when there is nothing to wait for", async () => {
    const error = await systemClock.sleep(1e12, AbortSignal.abort()).catch((reason: unknown) => reason);
    expect(error).to.equal(STOPPED);
  });
});

describe("interpreter: time-outs", () => {
  it("a Task's TimeoutSeconds counts for each attempt", async () => {
    const clock = virtualClock();
    const state = task({ TimeoutSeconds: 30, Retry: [{ ErrorEquals: ["States.Timeout"], MaxAttempts: 1 }] });
    const result = await runState(state, {}, { clock, onTask: endless });
    expect(result).to.deep.equal({ status: "FAILED", error: "States.Timeout" });
    expect((clock.now() - Date.UTC(2026, 0, 1)) / 1000).to.equal(30 + 1 + 30);
  });

  it("by a path or an expression", async () => {
    for (const fields of [
      { TimeoutSecondsPath: "$.t" },
      { QueryLanguage: "JSONata", TimeoutSeconds: "{% $states.input.t %}" },
    ]) {
      const clock = virtualClock();
      const { error } = await runState(task(fields), { t: 7 }, { clock, onTask: endless });
      expect(error).to.equal("States.Timeout");
      expect(clock.waits).to.deep.equal([7000]);
    }
    const { cause } = await runState(task({ TimeoutSecondsPath: "$.t" }), { t: "soon" }, { onTask: endless });
    expect(cause).to.contain('The TimeoutSecondsPath field refers to value "soon" which is not a valid integer: $.t');
  });

  it("the state machine's TimeoutSeconds ends everything, and nothing catches it", async () => {
    const states: States = {
      A: task({ Catch: [{ ErrorEquals: ["States.ALL"], Next: "B" }] }),
      B: { Type: "Succeed" },
    };
    const result = await run(states, { onTask: endless, machine: { TimeoutSeconds: 60 } });
    expect(result).to.deep.equal({ status: "TIMED_OUT", error: "States.Timeout" });
  });

  it("an Express execution ends after five minutes", async () => {
    const states: States = { A: { Type: "Wait", Seconds: 301, ...end } };
    expect((await run(states, { type: "EXPRESS" })).status).to.equal("TIMED_OUT");
    expect((await run(states)).status).to.equal("SUCCEEDED");
  });
});

describe("interpreter: .waitForTaskToken", () => {
  const waiting = (more: object = {}) =>
    task({
      Resource: "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
      Parameters: { "token.$": "$$.Task.Token", "x.$": "$.x" },
      ...more,
    });

  it("goes on when the token comes back, with what comes with it", async () => {
    const callbacks = new Callbacks();
    const result = await runState(
      waiting(),
      { x: 1 },
      {
        callbacks,
        async onTask(_name, _state, parameters, _signal, token) {
          expect(parameters).to.deep.equal({ token, x: 1 });
          setImmediate(() => callbacks.sendTaskSuccess(token!, { approved: true }));
          return { MessageId: "the service's own answer does not count" };
        },
      },
    );
    expect(result).to.deep.equal({ status: "SUCCEEDED", output: { approved: true } });
  });

  it("fails with what the sender says, and can be retried with another token", async () => {
    const callbacks = new Callbacks();
    const tokens: string[] = [];
    const Retry = [{ ErrorEquals: ["Refused"], MaxAttempts: 1 }];
    const result = await runState(
      waiting({ Retry }),
      { x: 1 },
      {
        callbacks,
        async onTask(_name, _state, _parameters, _signal, token) {
          tokens.push(token!);
          setImmediate(() => callbacks.sendTaskFailure(token!, { error: "Refused", cause: "by Ada" }));
          return null;
        },
      },
    );
    expect(result).to.deep.equal({ status: "FAILED", error: "Refused", cause: "by Ada" });
    expect(new Set(tokens).size).to.equal(2);
  });

  it("fails when the call fails", async () => {
    const onTask = async () => Promise.reject(new Error("no queue"));
    const states = { A: waiting() };
    const error = await run(states, { input: { x: 1 }, callbacks: new Callbacks(), onTask }).catch(
      (reason: unknown) => reason,
    );
    expect((error as Error).message).to.equal("no queue");
  });

  it("has to give a heartbeat in time", async () => {
    const clock = virtualClock();
    const callbacks = new Callbacks();
    const states: States = {
      A: { ...waiting({ HeartbeatSeconds: 10, Catch: [{ ErrorEquals: ["States.HeartbeatTimeout"], Next: "B" }] }) },
      B: { Type: "Succeed" },
    };
    const result = await run(states, {
      ...{ input: { x: 1 }, clock, callbacks },
      async onTask(_name, _state, _parameters, signal, token) {
        for (let beat = 0; beat < 3; beat++) {
          await clock.sleep(9_000, signal);
          callbacks.sendTaskHeartbeat(token!);
        }
        return null;
      },
    });
    expect(result).to.deep.equal({ status: "SUCCEEDED", output: { Error: "States.Timeout", Cause: "" } });
    expect((clock.now() - Date.UTC(2026, 0, 1)) / 1000).to.equal(37);
  });

  it("takes no token that is not, or no longer, waited for", async () => {
    const callbacks = new Callbacks();
    let kept = "";
    await runState(
      waiting({ TimeoutSeconds: 5 }),
      { x: 1 },
      {
        callbacks,
        async onTask(_name, _state, _parameters, _signal, token) {
          kept = token!;
          return null;
        },
      },
    );
    for (const token of [kept, "another"]) {
      expect(() => callbacks.sendTaskSuccess(token, null)).to.throw(TaskTimedOut);
      expect(() => callbacks.sendTaskFailure(token)).to.throw(TaskTimedOut);
      expect(() => callbacks.sendTaskHeartbeat(token)).to.throw(TaskTimedOut);
    }
  });
});
