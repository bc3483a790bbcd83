/** Makes every task of a pipeline fail in every way, and judges how executions end. */
import { isDeepStrictEqual } from "node:util";
import type { StateMachineDefinition, TaskState } from "../../../asl/definition";
import { walkStates } from "../../../asl/walk";
import { runScenario, type Scenario, withTask } from "../executions/everyPath";
import type { Attempt } from "../executions/script";
import type { PipelineRun, TestPipeline } from "../executions/testPipeline";
import { faultsOf, isErrorOf, type Fault } from "./faultsOf";

/** A fault in an execution, and the same execution without it. */
export interface FaultyRun {
  state: string;
  fault: Fault;
  /** Whether the first attempt alone failed. */
  isFirstOnly: boolean;
  run: PipelineRun;
  baseline: PipelineRun;
}

/** Says what is wrong with how an execution ended; nothing when it ended as it should. */
export type Judge = (faulty: FaultyRun) => string[];

/** How a pipeline is meant to take faults. */
export interface FaultDesign {
  scenarios: Scenario[];
  /** The kinds of the notices that an execution sent, for pipelines that send any: `["failed"]`. */
  noticesOf?: ((run: PipelineRun) => string[]) | undefined;
  /** The task states that are made to fail; all when absent. */
  states?: (name: string) => boolean;
  /** By state, for those whose failure is not meant to end the execution with its error and one notice `failed`. */
  judges?: Record<string, Judge>;
  /** What failed executions may leave of what they made, as it is their result. */
  keeps?: (keyof PipelineRun["after"])[];
}

/** What came of the injection. */
export interface FaultReport {
  executions: number;
  /** Empty when everything ended as designed. */
  problems: string[];
}

/**
 * Runs each scenario once as it is; then, for each task state that it is the first to reach, once for each fault at the
 * first attempt and once for each fault at all attempts. Virtual time; about a millisecond for each state.
 */
export async function injectFaults(pipeline: TestPipeline, design: FaultDesign): Promise<FaultReport> {
  const report: FaultReport = { executions: 0, problems: [] };
  const tasks = tasksOf(pipeline.definition, design.states);
  const reached = new Set<string>();
  for (const scenario of design.scenarios) {
    const baseline = await runScenario(pipeline, scenario);
    report.executions++;
    const states = [...new Set(baseline.attempts.map(({ state }) => state))].filter(
      (state) => tasks.has(state) && !reached.has(state),
    );
    for (const state of states) {
      reached.add(state);
      for (const fault of faultsOf(tasks.get(state)!)) {
        for (const isFirstOnly of [true, false]) {
          const run = await runScenario(pipeline, withFault(scenario, state, fault, isFirstOnly));
          report.executions++;
          const problems = judge({ state, fault, isFirstOnly, run, baseline }, design);
          const where = `${scenario.name}: ${state}: ${fault.name} ${isFirstOnly ? "once" : "always"}`;
          report.problems.push(...problems.map((problem) => `${where}: ${problem}`));
        }
      }
    }
  }
  const unreached = [...tasks.keys()].filter((state) => !reached.has(state));
  report.problems.push(...unreached.map((state) => `no scenario reaches ${state}`));
  return report;
}

function tasksOf(definition: StateMachineDefinition, isMeant: FaultDesign["states"] = () => true) {
  return new Map<string, TaskState>(
    [...walkStates(definition)].flatMap(({ name, state }) =>
      state.Type === "Task" && isMeant(name) ? [[name, state]] : [],
    ),
  );
}

function withFault(scenario: Scenario, state: string, { happening }: Fault, isFirstOnly: boolean): Scenario {
  const own = scenario.script?.tasks?.[state];
  const task = (attempt: Attempt) => (!isFirstOnly || attempt.attempt === 1 ? happening : own?.(attempt));
  return { ...scenario, script: withTask(scenario.script, state, task) };
}

function judge(faulty: FaultyRun, design: FaultDesign): string[] {
  const { state, fault, isFirstOnly, run } = faulty;
  const always = [
    ...run.after.jobsInProgress.map((job) => `${job} is left InProgress`),
    ...run.left.map((what) => `${what} is left`),
  ];
  const judged = design.judges?.[state] ?? endsWithItsError(design);
  if (!isFirstOnly) return [...always, ...judged(faulty)];
  const asUsual = endsAsUsual(design)(faulty);
  // An error that will not go by itself may be retried or not: SageMaker gives several errors one name.
  const problems = fault.isTransient || asUsual.length === 0 ? asUsual : judged(faulty);
  return [...always, ...problems];
}

/** The execution ends with the error, one notice tells of it, and what the execution had made is gone. */
export function endsWithItsError({ noticesOf, keeps = [] }: Omit<FaultDesign, "scenarios">): Judge {
  return ({ fault, run, baseline }) => {
    const { status, error = "", cause = "" } = run.execution;
    const isOwn = baseline.execution.status === "SUCCEEDED";
    const isRight = isOwn ? isErrorOf(fault, { error, cause }) : isSameEnd(run, baseline);
    const expected = isOwn ? ["failed"] : noticesOf?.(baseline);
    const notices = noticesOf?.(run);
    return [
      ...(status === "FAILED" && isRight ? [] : [`ended ${status} ${error}: ${cause.slice(0, 200)}`]),
      ...(String(notices) === String(noticesOf && expected) ? [] : [`sent the notices [${String(notices)}]`]),
      ...leftovers(run)
        .filter(({ what }) => !keeps.includes(what))
        .map(({ name }) => `${name} is left`),
      ...losses(run).map(({ name }) => `${name} is gone`),
    ];
  };
}

/** The execution ends as without the fault, with the same notices, and has made as much. */
export function endsAsUsual({ noticesOf }: Omit<FaultDesign, "scenarios">): Judge {
  return ({ run, baseline }) => {
    const { status, error = "", cause = "" } = run.execution;
    const changed = (one: PipelineRun) => [leftovers(one), losses(one)].map((things) => things.map(({ what }) => what));
    return [
      ...(isSameEnd(run, baseline) ? [] : [`ended ${status} ${error}: ${cause.slice(0, 200)}`]),
      ...(String(noticesOf?.(run)) === String(noticesOf?.(baseline))
        ? []
        : [`sent the notices [${String(noticesOf?.(run))}]`]),
      ...(isDeepStrictEqual(changed(run), changed(baseline)) ? [] : [`changed ${JSON.stringify(changed(run))}`]),
    ];
  };
}

/** For the states that send notices: the execution ends as without the fault, but without a notice. */
export function goesUnnoticed(design: Omit<FaultDesign, "scenarios">): Judge {
  return (faulty) => [
    ...endsAsUsual({ ...design, noticesOf: undefined })(faulty),
    ...(design.noticesOf?.(faulty.run) ?? []).map((kind) => `sent the notice ${kind}`),
  ];
}

/** For the states that clear up: the execution ends with the error that it had anyway, and a cause that may say more. */
export function keepsTheFirstError({ noticesOf }: Omit<FaultDesign, "scenarios">): Judge {
  return ({ run, baseline }) => {
    const { status, error, cause = "" } = run.execution;
    const first = baseline.execution;
    const isKept = status === first.status && error === first.error && plain(cause).startsWith(plain(first.cause));
    return [
      ...(isKept ? [] : [`ended ${status} ${error}: ${cause.slice(0, 200)}`]),
      ...(String(noticesOf?.(run)) === String(noticesOf?.(baseline))
        ? []
        : [`sent the notices [${String(noticesOf?.(run))}]`]),
    ];
  };
}

function isSameEnd({ execution: one }: PipelineRun, { execution: other }: PipelineRun): boolean {
  return one.status === other.status && one.error === other.error && plain(one.cause) === plain(other.cause);
}

/** Without the names and times that are made anew in each execution. */
function plain(text = ""): string {
  return text.replace(/[0-9a-f-]{12,}|\d{4}-\d\d-\d\dT[\d:.]+Z/g, "…");
}

const THINGS = ["models", "endpointConfigs", "endpoints", "scalableTargets"] as const;

/** Something of an account. */
interface Thing {
  what: keyof PipelineRun["after"];
  name: string;
}

/** What there is now that there was not before. */
export function leftovers({ before, after }: PipelineRun): Thing[] {
  return inFirstOnly(after, before);
}

/** What there was before and is not any more. */
export function losses({ before, after }: PipelineRun): Thing[] {
  return inFirstOnly(before, after);
}

function inFirstOnly(first: PipelineRun["after"], second: PipelineRun["after"]): Thing[] {
  return THINGS.flatMap((what) =>
    first[what].filter((name) => !second[what].includes(name)).map((name) => ({ what, name: `${what}: ${name}` })),
  );
}
