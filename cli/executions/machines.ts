/** Finds state machines: by ARN, by name, by the pipeline's name in the stack's outputs, or by their tags. */
import type { SFNClient, StateMachineListItem } from "@aws-sdk/client-sfn";
import { UserError } from "../../local/userError";
import { eachAtOnce } from "./eachAtOnce";

/** A state machine of a pipeline. */
export interface FoundMachine {
  arn: string;
  name: string;
  /** `STANDARD`, `EXPRESS`. */
  type: string;
  /** Its tags Pipeline, Stack and Project, where it has them. */
  pipeline?: string;
  stack?: string;
  project?: string;
}

/** Which machines are meant. */
export interface MachineFilter {
  stack?: string;
}

const MACHINE_ARN = /^arn:[^:]+:states:[a-z0-9-]+:\d{12}:stateMachine:([^:]+)$/;

/** Calls at a time; more are throttled. */
const AT_ONCE = 8;

/** Every state machine that this package has made (it has the tag Pipeline), in the order of their names. */
export async function pipelineMachines(client: SFNClient, { stack }: MachineFilter): Promise<FoundMachine[]> {
  const all = await allMachines(client);
  const tagged = await eachAtOnce(AT_ONCE, all, (machine) => withTags(client, machine));
  return tagged
    .filter((machine) => machine.pipeline !== undefined && (stack === undefined || machine.stack === stack))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/**
 * The state machine that is meant.
 *
 * @param reference its ARN, its name, or a pipeline's name
 * @throws UserError when there is none, or more than one
 */
export async function findMachine(client: SFNClient, reference: string, filter: MachineFilter): Promise<string> {
  if (MACHINE_ARN.test(reference)) return reference;
  const all = await allMachines(client);
  const named = all.find(({ name }) => name === reference);
  if (named?.stateMachineArn !== undefined) return named.stateMachineArn;
  // Autonaming puts the pipeline's name first; a machine with another name may still have the tag.
  const likely = all.filter(({ name = "" }) => name.startsWith(reference));
  for (const candidates of [likely, all]) {
    const tagged = await eachAtOnce(AT_ONCE, candidates, (machine) => withTags(client, machine));
    const found = tagged.filter(
      ({ pipeline, stack }) => pipeline === reference && (filter.stack === undefined || stack === filter.stack),
    );
    const [only, ...others] = found;
    if (only !== undefined && others.length === 0) return only.arn;
    if (only !== undefined) {
      const stacks = found.map(({ name, stack = "?" }) => `${name} (stack ${stack})`).join(", ");
      throw new UserError(
        `${found.length} state machines are of the pipeline ${reference}: ${stacks}.`,
        "Name the stack with --stack, or give the state machine's own name.",
      );
    }
  }
  throw new UserError(
    `There is no state machine ${reference}${filter.stack === undefined ? "" : ` of the stack ${filter.stack}`} here.`,
    "mlpipe list shows those that there are; look at --region and --profile too.",
  );
}

async function allMachines(client: SFNClient): Promise<StateMachineListItem[]> {
  const { paginateListStateMachines } = await import("@aws-sdk/client-sfn");
  const all: StateMachineListItem[] = [];
  for await (const { stateMachines = [] } of paginateListStateMachines({ client, pageSize: 1000 }, {})) {
    all.push(...stateMachines);
  }
  return all;
}

async function withTags(client: SFNClient, machine: StateMachineListItem): Promise<FoundMachine> {
  const { ListTagsForResourceCommand } = await import("@aws-sdk/client-sfn");
  const { stateMachineArn: arn = "", name = "", type = "STANDARD" } = machine;
  const { tags = [] } = await client.send(new ListTagsForResourceCommand({ resourceArn: arn }));
  const valueOf = (key: string) => tags.find((tag) => tag.key === key)?.value;
  const [pipeline, stack, project] = [valueOf("Pipeline"), valueOf("Stack"), valueOf("Project")];
  return {
    ...{ arn, name, type },
    ...(pipeline !== undefined && { pipeline }),
    ...(stack !== undefined && { stack }),
    ...(project !== undefined && { project }),
  };
}
