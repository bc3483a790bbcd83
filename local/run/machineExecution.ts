/** Executes a state machine once: a pipeline's own, or one that it starts. */
import type { Json } from "../../asl/definition";
import { executionCalls } from "../../iam/executionPermissions";
import { AccessDenied } from "../authorizer";
import { execute, refuseUnsupported, type Execution, type StateEvent } from "../interpreter";
import { Callbacks } from "../interpreter/callbacks";
import type { Available } from "../interpreter/options";
import { refuseUnknownTasks, tasksOf, type TaskReports } from "../tasks";
import type { Background } from "../tasks/background";
import type { LocalAccount } from "../tasks/scope";
import { machineOf, type LocalMachine } from "./machines";
import { machineS3 } from "./machineS3";
import { authorizeMapRun } from "./mapRunCalls";

/** An execution to be run, and whom it tells. */
export interface MachineExecution {
  machine: LocalMachine;
  name: string;
  input: Json;
  signal: AbortSignal;
  background: Background;
  reports: { [Name in keyof TaskReports]: (state: string, ...told: Parameters<TaskReports[Name]>) => void };
  onEvent?: (event: StateEvent) => void;
}

/**
 * Runs an execution to its end. State machines that its tasks start are run in the same way, and tell of their tasks as
 * the state's that started them.
 *
 * @throws {UserError} when a definition uses what a local run does not have
 */
export async function executeMachine(order: MachineExecution, account: LocalAccount): Promise<Execution> {
  const { machine, name, input, signal, background, reports, onEvent } = order;
  const refused = await refusal(machine, account);
  if (refused) return refused;
  const { resources } = account;
  return execute(machine.definition, input, {
    ...availableTo(machine, () => account, account.callbacks),
    type: machine.type,
    context: contextOf(machine, name),
    signal,
    ...(onEvent && { onEvent }),
    onMapRun: (state, run) => authorizeMapRun(machine, state, run, account.authorizer),
    onTask: (state, ...task) => {
      const surroundings = {
        ...{ machineRole: machine.roleArn, background },
        hasMachine: (arn: string) => machineOf(resources, arn) !== undefined,
        runMachine: ({
          machineArn,
          ...started
        }: {
          machineArn: string;
          name: string;
          input: Json;
          signal: AbortSignal;
        }) => {
          const inner = machineOf(resources, machineArn)!;
          refuseForeign(inner, account);
          return executeMachine({ ...started, machine: inner, background, reports: within(state, reports) }, account);
        },
      };
      return tasksOf(account, surroundings, reports)(state, ...task);
    },
  });
}

/** @throws {UserError} naming the states of a machine that a local run cannot run */
export function refuseForeign(machine: LocalMachine, { answers }: Pick<LocalAccount, "answers">): void {
  refuseUnsupported(machine.definition, availableTo(machine, notYet, new Callbacks()));
  refuseUnknownTasks(machine.definition, answers);
}

function availableTo({ roleArn }: LocalMachine, account: () => LocalAccount, callbacks: Callbacks): Available {
  return { services: { s3: machineS3(account, roleArn) }, callbacks };
}

function notYet(): never {
  throw new Error("The run has not begun.");
}

/** Reports of a nested execution, as those of the state that started it. */
function within(state: string, reports: MachineExecution["reports"]): MachineExecution["reports"] {
  return {
    onJob: (_inner, job) => reports.onJob(state, job),
    onLog: (_inner, line) => reports.onLog(state, line),
    onMetric: (_inner, point) => reports.onMetric(state, point),
    onTuning: (_inner, tuning, trial) => reports.onTuning(state, tuning, trial),
    onEndpoint: (_inner, endpoint) => reports.onEndpoint(state, endpoint),
    onNote: (_inner, text) => reports.onNote(state, text),
  };
}

/** What Step Functions does with the machine's role beside the tasks; an execution that it cannot do them for does not start. */
async function refusal(
  { arn, roleArn, services }: LocalMachine,
  { authorizer }: LocalAccount,
): Promise<Execution | undefined> {
  const service = "states.amazonaws.com";
  if (!(await authorizer.mayAssume(roleArn, { service, sourceArn: arn }))) {
    const cause = `Neither the global service principal ${service}, nor the regional one is authorized to assume the provided role.`;
    return { status: "FAILED", error: "AccessDeniedException", cause };
  }
  try {
    for (const call of executionCalls(services)) await authorizer.authorize(roleArn, call);
    return undefined;
  } catch (error) {
    if (!(error instanceof AccessDenied)) throw error;
    return { status: "FAILED", error: "AccessDeniedException", cause: error.message };
  }
}

/**
 * What an execution's states read at `$$`.
 *
 * https://docs.aws.amazon.com/step-functions/latest/dg/input-output-contextobject.html
 */
export function contextOf({ arn, name, roleArn }: LocalMachine, execution: string) {
  return {
    Execution: {
      Id: `${arn.replace(":stateMachine:", ":execution:")}:${execution}`,
      Name: execution,
      RoleArn: roleArn,
      RedriveCount: 0 as const,
    },
    StateMachine: { Id: arn, Name: name },
  };
}
