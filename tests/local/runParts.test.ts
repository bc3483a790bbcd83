/** The parts of a local run that need no process: inputs, times, states, causes. */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "chai";
import * as fc from "fast-check";
import { covered, startClock } from "../../local/run/clock";
import { adviceFor, explainCause } from "../../local/run/explain";
import { DATA_BUCKET, prepareKeepFolder, readDataFile, withDataSource } from "../../local/run/inputs";
import { stateLog } from "../../local/run/stateLog";
import { UserError } from "../../local/userError";
import { shareOut, splitRows } from "../../lambda/seed/splitRows";

describe("local run: inputs", () => {
  let folder: string;
  before(() => (folder = mkdtempSync(join(tmpdir(), "inputs-test-"))));
  after(() => rmSync(folder, { recursive: true }));

  it("reads the data file and makes a key of its name", () => {
    const file = join(folder, "my data (1).csv");
    writeFileSync(file, "1,2\n");
    expect(readDataFile(file)).to.deep.equal({ content: Buffer.from("1,2\n"), key: "my-data--1-.csv" });
  });

  it("says what is wrong with a data file", () => {
    writeFileSync(join(folder, "empty.csv"), " \n\n");
    expect(() => readDataFile(join(folder, "none.csv"))).to.throw(UserError, "There is no file");
    expect(() => readDataFile(join(folder, "empty.csv", "below"))).to.throw(UserError, "There is no file");
    expect(() => readDataFile(folder)).to.throw(UserError, "is a folder");
    expect(() => readDataFile(join(folder, "empty.csv"))).to.throw(UserError, "is empty");
  });

  it("writes artifacts under another name first", () => {
    const target = join(folder, "a", "b", "kept");
    const keep = prepareKeepFolder(target);
    expect(existsSync(target)).to.equal(false);
    expect(existsSync(keep.draft)).to.equal(true);
    keep.discard();
    expect(readdirSync(join(folder, "a", "b"))).to.deep.equal([]);
  });

  it("says why artifacts cannot be kept somewhere", () => {
    const full = join(folder, "full");
    mkdirSync(full);
    writeFileSync(join(full, "mine"), "");
    expect(() => prepareKeepFolder(full)).to.throw(UserError, "not empty");
    expect(() => prepareKeepFolder(join(full, "mine"))).to.throw(UserError, "is a file");
    expect(() => prepareKeepFolder(join(full, "mine", "below"))).to.throw(UserError, "cannot be kept");
    expect(readdirSync(full)).to.deep.equal(["mine"]);
  });

  it("gives chosen pipelines the user's data", () => {
    const settings = { a: { type: "T", dataSource: "s3://mine/x.csv" }, b: { type: "T" } };
    const data = { content: Buffer.from(""), key: "x.csv" };
    expect(withDataSource(settings, ["b"], data)).to.deep.equal({
      ...settings,
      b: { type: "T", dataSource: `s3://${DATA_BUCKET}/x.csv` },
    });
    expect(withDataSource(settings, ["b"], undefined)).to.equal(settings);
    const all = withDataSource(settings, [], data);
    expect(Object.values(all).map(({ dataSource }) => dataSource)).to.deep.equal(
      Array(2).fill(`s3://${DATA_BUCKET}/x.csv`),
    );
    expect(withDataSource(settings, ["c"], data)).to.deep.equal(settings);
  });
});

describe("local run: clock", () => {
  it("counts overlapping intervals once", () => {
    expect(covered([])).to.equal(0);
    expect(
      covered([
        [5, 7],
        [0, 2],
        [1, 3],
        [6, 6.5],
      ]),
    ).to.equal(5);
  });

  it("agrees with counting instants, whatever the intervals", () => {
    const interval = fc
      .tuple(fc.nat(60), fc.nat(60))
      .map(([a, b]): [number, number] => [Math.min(a, b), Math.max(a, b)]);
    fc.assert(
      fc.property(fc.array(interval), (intervals) => {
        const instants = Array.from({ length: 60 }, (_, at) =>
          intervals.some(([start, end]) => start <= at && at < end),
        );
        expect(covered(intervals)).to.equal(instants.filter(Boolean).length);
      }),
    );
  });

  it("takes start-up and the watched Python's processes out of orchestration", async () => {
    const clock = startClock();
    await clock.startUp(() => sleep(100));
    clock.watchPython("/bin/sh");
    await sleep(50);
    await once(spawn("/bin/sh", ["-c", "sleep 0.2"]), "exit");
    await once(spawn("/bin/sleep", ["0.1"]), "exit");
    const { seconds, orchestrationSeconds } = clock.stop();
    expect(seconds).to.be.within(0.44, 0.8);
    expect(seconds - orchestrationSeconds).to.be.within(0.29, 0.42);
  });
});

describe("local run: account of states", () => {
  const visit = (type: "entered" | "exited" | "failed" | "retried" | "caught", state: string, more: object = {}) => ({
    type,
    state,
    stateType: "Task" as const,
    ...more,
  });

  it("tells how each state ended, retries as one visit", () => {
    const log = stateLog();
    for (const event of [
      visit("entered", "A"),
      visit("failed", "A", { error: "Throttled", cause: "slow down" }),
      visit("retried", "A"),
      visit("exited", "A"),
      visit("entered", "B"),
      visit("failed", "B", { error: "Broken", cause: "why" }),
      visit("caught", "B"),
      visit("exited", "B"),
      visit("entered", "C"),
    ]) {
      log.onEvent(event);
    }
    log.onJob("A", "job-1");
    const ended = { status: "ABORTED" as const };
    const told = log.results(ended).map(({ name, status, job }) => [name, status, job]);
    expect(told).to.deep.equal([
      ["A", "SUCCEEDED", "job-1"],
      ["B", "CAUGHT", undefined],
      ["C", "ABORTED", undefined],
    ]);
  });

  it("finds the state whose error ended the execution", () => {
    const log = stateLog();
    for (const state of ["A", "B"]) {
      log.onEvent(visit("entered", state));
      log.onLine(state, `line of ${state}`);
      log.onEvent(visit("failed", state, { error: `Error${state}`, cause: "why" }));
    }
    const failure = log.failure({ status: "FAILED", error: "ErrorA", cause: "why" });
    expect(failure).to.deep.equal({ name: "A", error: "ErrorA", cause: "why", log: ["line of A"] });
    expect(log.failure({ status: "FAILED", error: "Other" })!.name).to.equal("B");
  });

  it("tells items of a Map apart", () => {
    const log = stateLog();
    log.onEvent(visit("entered", "Each", { index: 0 }));
    log.onEvent(visit("entered", "Each", { index: 1 }));
    log.onEvent(visit("failed", "Each", { index: 1, error: "E", cause: "" }));
    log.onEvent(visit("exited", "Each", { index: 0 }));
    expect(log.results({ status: "FAILED" }).map(({ status }) => status)).to.deep.equal(["SUCCEEDED", "FAILED"]);
  });
});

describe("local run: causes", () => {
  it("reads what services answer", () => {
    const log = ["epoch 1", "Traceback (most recent call last):", "ZeroDivisionError: division by zero"];
    expect(explainCause({ cause: '{"errorType":"DataError","errorMessage":"row 3"}', log })).to.equal("row 3");
    const failed = JSON.stringify({ ProcessingJobStatus: "Failed", FailureReason: "AlgorithmError: , exit code: 1" });
    expect(explainCause({ cause: failed, log })).to.equal(`AlgorithmError: , exit code: 1\n  ${log.join("\n  ")}`);
    const stopped = JSON.stringify({ TrainingJobStatus: "Stopped" });
    expect(explainCause({ cause: stopped, log: [] })).to.equal("The job ended as Stopped.");
    for (const cause of ["plain", "[1]", "null", '"text"', '{"other":1}'])
      expect(explainCause({ cause, log })).to.equal(cause);
  });

  const tooFew = (split: () => unknown): string => {
    try {
      split();
    } catch (error) {
      return (error as Error).message;
    }
    throw new Error("there were enough rows");
  };

  it("knows what to do about common errors", () => {
    expect(adviceFor("DataError", "x.csv cannot be used.\nrow 3: found 2 columns")).to.contain("Correct that row");
    expect(
      adviceFor(
        "DataError",
        tooFew(() => splitRows(["1,2"], 0.2, "x.csv")),
      ),
    ).to.contain("more rows");
    expect(
      adviceFor(
        "DataError",
        tooFew(() => shareOut(["1,2"], 2, "x.csv")),
      ),
    ).to.contain("more rows");
    expect(adviceFor("SageMaker.AmazonSageMakerException", "x is not authorized to perform: y")).to.contain("Grant");
    expect(adviceFor("States.TaskFailed", "AlgorithmError: x")).to.contain("script");
    expect(adviceFor("Unheard", "of")).to.equal(undefined);
  });
});
