/** What is wrong with the ways between states, and with Retry and Catch. */
import { type Break, only, train } from "./break";

export const graphBreaks: Break[] = [
  ["a missing target", "missing-state States.Pause.Next", (d) => (d.States.Pause.Next = "Fan")],
  ["a target in another graph", "missing-state States.Pause.Next", (d) => (d.States.Pause.Next = "Left")],
  ["a state that is not reached", "unreachable-state States.Alone", (d) => (d.States.Alone = { Type: "Succeed" })],
  ["a loop that is not reached", "unreachable-state States.L", (d) => (d.States.L = { Type: "Pass", Next: "L" })],
  ["no transition", "no-transition States.Pause", (d) => delete d.States.Pause.Next],
  ["End: false alone", "no-transition States.Many", (d) => (d.States.Many.End = false)],
  ["two transitions", "two-transitions States.Pause", (d) => (d.States.Pause.End = true)],
  ["no end", "no-end States", (d) => only(d, { Type: "Wait", Seconds: 1, Next: "Only" })],
  [
    "no end of a branch",
    "no-end States.Fan out.Branches[0].States",
    (d) => (d.States["Fan out"].Branches[0].States.Left = { Type: "Pass", Next: "Left" }),
  ],
  ["a loop", "endless-loop States.Pause", (d) => (d.States.Pause.Next = "Pause")],
  [
    "a name twice",
    "duplicate-state-name States.Each.ItemProcessor.States.Train",
    (d) => Object.assign(d.States.Each.ItemProcessor, { StartAt: "Train", States: { Train: { Type: "Succeed" } } }),
  ],
  [
    "a long name",
    `state-name-too-long States.${"n".repeat(81)}`,
    (d) => ((d.States["n".repeat(81)] = d.States.Train), (d.StartAt = "n".repeat(81)), delete d.States.Train),
  ],
  [
    "an empty name",
    "state-name-characters States.",
    (d) => ((d.States[""] = d.States.Train), (d.StartAt = ""), delete d.States.Train),
  ],
  ["no Default", "choice-without-default States.Decide", (d) => delete d.States.Decide.Default],

  [
    "no error handling",
    "no-error-handling States.Train",
    (d) => (delete train(d).Catch, delete train(d).Retry, delete d.States["Fan out"].Catch, delete d.States.Failed),
  ],
  [
    "States.ALL with another",
    "states-all-not-last States.Train.Catch[0].ErrorEquals",
    (d) => train(d).Catch[0].ErrorEquals.push("States.Timeout"),
  ],
  [
    "States.ALL first",
    "states-all-not-last States.Fan out.Retry[0].ErrorEquals",
    (d) => d.States["Fan out"].Retry.push({ ErrorEquals: ["MyError"] }),
  ],
  [
    "a reserved name that is none",
    "unknown-error-name States.Fan out.Catch[0].ErrorEquals",
    (d) => d.States["Fan out"].Catch.unshift({ ErrorEquals: ["States.TimeOut"], Next: "Failed" }),
  ],
  [
    "an error twice",
    "unused-error-name States.Train.Retry[1].ErrorEquals",
    (d) => train(d).Retry.push({ ErrorEquals: ["SageMaker.AmazonSageMakerException"] }),
  ],
  [
    "an error behind TaskFailed",
    "unused-error-name States.Train.Catch[1].ErrorEquals",
    (d) =>
      train(d).Catch.unshift(
        { ErrorEquals: ["States.TaskFailed"], Next: "Failed" },
        { ErrorEquals: ["SageMaker.X"], Next: "Failed" },
      ),
  ],
  [
    "States.Runtime",
    "uncatchable-error States.Fan out.Catch[0].ErrorEquals",
    (d) => d.States["Fan out"].Catch.unshift({ ErrorEquals: ["States.Runtime"], Next: "Failed" }),
  ],
  [
    "a Choice's error of a Task",
    "error-never-raised States.Train.Catch[0].ErrorEquals",
    (d) => train(d).Catch.unshift({ ErrorEquals: ["States.NoChoiceMatched"], Next: "Failed" }),
  ],
  [
    "another service's error",
    "error-never-raised States.Train.Catch[0].ErrorEquals",
    (d) => train(d).Catch.unshift({ ErrorEquals: ["Lambda.Unknown"], Next: "Failed" }),
  ],
  [
    "a heartbeat's error without one",
    "error-never-raised States.Train.Catch[0].ErrorEquals",
    (d) => (
      delete train(d).HeartbeatSeconds,
      train(d).Catch.unshift({ ErrorEquals: ["States.HeartbeatTimeout"], Next: "Failed" })
    ),
  ],
  [
    "a retrier without attempts",
    "retry-without-attempts States.Train.Retry[0].MaxAttempts",
    (d) => (train(d).Retry[0].MaxAttempts = 0),
  ],
  [
    "a delay below the interval",
    "delay-below-interval States.Train.Retry[0].MaxDelaySeconds",
    (d) => (train(d).Retry[0].MaxDelaySeconds = 2),
  ],
];
