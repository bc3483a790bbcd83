/** Runs the Pulumi program of a stack in this process, without engine, CLI or account, and gives what it registered. */
import * as pulumi from "@pulumi/pulumi";
import { createRequire } from "node:module";
import { resolve } from "node:path";
import type { Environment } from "../iam/document";
import { documentsAsText } from "./aws/documents";
import { inputFailures } from "./aws/inputFailures";
import { partitionOf } from "./aws/partition";
import {
  checkInputs,
  invoke,
  outputs as standInOutputs,
  physicalNameProperty,
  type StandInEnvironment,
} from "./aws/standIn";
import { isAutonamingDisabled } from "./autonaming";
import { plainValue } from "./plainValue";
import { collectErrors, isConfigMistake, userMistakes } from "./programErrors";
import { readStackConfig, type StackConfig } from "./stackConfig";
import { UserError } from "./userError";

type Properties = Record<string, unknown>;

/** Which program, and where it is to believe itself to be. */
export interface ProgramOptions {
  /** The folder of `Pulumi.yaml`. */
  root: string;
  /** The stack: `dev` for `Pulumi.dev.yaml`. */
  stack: string;
  /** Configuration that wins over the files; a key without a namespace is the project's own. */
  config?: Record<string, unknown>;
  /** The stack's `aws:region`, or else us-east-1, when absent. */
  region?: string;
  /** Twelve digits; 123456789012, the account of AWS's documentation, when absent. */
  account?: string;
  /** How long the program may take, in seconds; 60 when absent. Nothing in it waits for AWS. */
  timeoutSeconds?: number;
}

/** A resource that the program registered. All values are plain: no outputs, secrets or promises. */
export interface RegisteredResource {
  /** For instance `aws:s3/bucket:Bucket`; a component's own type for components. */
  type: string;
  /** The name in the program. */
  name: string;
  /** Whether a provider makes it; false for components. */
  custom: boolean;
  /** What the program gave. An asset or archive is `{ path }`, absolute, or `{ text }`, `{ uri }`, `{ assets }`. */
  inputs: Properties;
  /** Inputs, the physical name, and what AWS adds. */
  state: Properties;
  /** The provider's id; empty for components. */
  id: string;
}

/** A program after its run. */
export interface EvaluatedProgram {
  project: string;
  stack: string;
  environment: Environment;
  /** In the order of registration. */
  resources: RegisteredResource[];
  /** The stack's outputs, as plain values. */
  outputs: Properties;
}

let last: Promise<unknown> = Promise.resolve();

/**
 * Runs a stack's program against the stand-in for AWS's provider.
 *
 * May be called often in a process: calls run one after the other, since Pulumi's runtime serves one program at a time.
 * The program's entry file is loaded anew each time; the modules that it imports are loaded once a process, as Node
 * does, so they must keep no state. What the program prints goes to standard error, and rejections that nobody handles
 * count as its errors.
 *
 * @throws UserError for what the user can mend: a wrong configuration (all mistakes at once), inputs that AWS would refuse
 * (all at once), an unknown stack, a resource type without a stand-in, a program that never ends. Other errors of the program are thrown as they are.
 * @example
 * const { resources, outputs } = await evaluateProgram({ root: ".", stack: "dev" });
 */
export function evaluateProgram(options: ProgramOptions): Promise<EvaluatedProgram> {
  const result = last.then(() => evaluateQuickly(options));
  last = result.catch(() => undefined);
  return result;
}

/**
 * Pulumi's SDK notes a stack trace for every resource and promise, for the engine and for its leak detector; making them
 * is most of the time that a program takes. So there are none, and a program that throws what only its developer can
 * mend runs once more with them.
 */
async function evaluateQuickly(options: ProgramOptions): Promise<EvaluatedProgram> {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    return await evaluate(options);
  } catch (error) {
    if (error instanceof UserError) throw error;
    Error.stackTraceLimit = stackTraceLimit;
    return await evaluate(options);
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

async function evaluate(options: ProgramOptions): Promise<EvaluatedProgram> {
  const settings = readStackConfig(options.root, options.stack, options.config);
  const { project, stack } = settings;
  const region = options.region ?? settings.config["aws:region"] ?? "us-east-1";
  const environment = { partition: partitionOf(region).partition, region, account: options.account ?? "123456789012" };
  const provider = recordingProvider(settings, { ...environment, ...defaultTags(settings) }, resolve(options.root));

  pulumi.runtime.setAllConfig({ ...settings.config, "aws:region": region });
  await pulumi.runtime.setMocks(provider, project, stack, false, "local");
  const rootBefore = tellRootDirectory(resolve(options.root));
  const { value, errors } = await collectErrors(() => runProgram(settings.main), options.timeoutSeconds ?? 60);
  tellRootDirectory(rootBefore);
  // Forgets what a failed program left unfinished, which the SDK would complain of when the process ends.
  pulumi.runtime.resetOptions(project, stack, -1, "", "", false, "");

  if (value !== undefined && provider.faults.length === 0)
    return { project, stack, environment, resources: provider.resources, outputs: value };
  // The SDK wraps what the stand-in refuses, so it is taken from where it came.
  const causes = [...(provider.refused.length > 0 ? provider.refused : errors), ...provider.faults];
  const remedyOf = (problem: string) =>
    isConfigMistake(problem, project) ? `Correct Pulumi.${stack}.yaml.` : "Correct the program.";
  throw userMistakes(causes, remedyOf) ?? causes[0];
}

/**
 * Makes `pulumi.runtime.getRootDirectory` answer as under the engine; the SDK has no setter, and mocks leave it out.
 *
 * @returns what it answered before
 */
function tellRootDirectory(root: string): string {
  const before = pulumi.runtime.getRootDirectory();
  const { globalStore } = globalThis as unknown as {
    globalStore: { settings: { options: { rootDirectory?: string } } };
  };
  globalStore.settings.options.rootDirectory = root;
  return before;
}

/**
 * The stand-in as Pulumi's runtime calls it, with a record of what was registered, of what was refused, and of inputs that
 * AWS would refuse (`faults`).
 */
function recordingProvider({ project, stack, config }: StackConfig, environment: StandInEnvironment, root: string) {
  const resources: RegisteredResource[] = [];
  const refused: UserError[] = [];
  const faults: UserError[] = [];
  const noting = <T>(answer: () => T): T => {
    try {
      return answer();
    } catch (error) {
      if (error instanceof UserError) refused.push(error);
      throw error;
    }
  };
  return {
    resources,
    refused,
    faults,
    async newResource({ type, name, inputs: given, custom = true }: pulumi.runtime.MockResourceArgs) {
      const isStack = type === "pulumi:pulumi:Stack";
      if (!custom || isStack) {
        const inputs = (await plainValue(given, root)) as Properties;
        if (!isStack) resources.push({ type, name, custom: false, inputs, state: inputs, id: "" });
        return { id: "", state: given as Properties };
      }
      const { id, state } = noting(() => {
        const naming = isAutonamingDisabled(config, type) ? physicalNameProperty(type) : undefined;
        if (naming !== undefined && (given as Properties)[naming] === undefined)
          faults.push(unnamed(type, name, naming));
        const checked = checkInputs(type, name, given as Properties, { seed: `${project}/${stack}` });
        return standInOutputs(type, name, checked, environment);
      });
      const [inputs, plainState] = (await plainValue([given, state], root)) as [Properties, Properties];
      // Noted, not thrown: what is made from this resource is judged too, and all is told at once.
      faults.push(...refusals(type, name, plainState));
      resources.push({ type, name, custom, inputs, state: plainState, id });
      return { id, state };
    },
    call: ({ token, inputs }: pulumi.runtime.MockCallArgs) =>
      noting(() => invoke(token, inputs as Properties, environment)),
  };
}

/** What AWS would refuse of a resource's inputs: the resource, the property, what was given and what is allowed. */
function refusals(type: string, name: string, inputs: Properties): UserError[] {
  return inputFailures(type, documentsAsText(inputs)).map(
    ({ property, reason }) =>
      new UserError(`AWS would refuse ${type} "${name}": ${property} ${reason}`, "Correct the program."),
  );
}

function unnamed(type: string, name: string, property: string): UserError {
  return new UserError(
    `${type} "${name}" has no ${property}, and the stack has autonaming disabled.`,
    "Give it a name, or name by a pattern in the stack's pulumi:autonaming.",
  );
}

/** The provider's `defaultTags`, set for all resources by the key `aws:defaultTags`. */
function defaultTags({ config }: StackConfig): { defaultTags?: Record<string, string> } {
  const { tags } = JSON.parse(config["aws:defaultTags"] ?? "{}") as { tags?: Record<string, string> };
  return tags === undefined ? {} : { defaultTags: tags };
}

/** Loads the program inside a stack, waits for all its resources, and gives its outputs as plain values. */
async function runProgram(main: string): Promise<Properties> {
  const stackOutputs = await pulumi.runtime.runInPulumiStack(async () => {
    const load = createRequire(main);
    const file = load.resolve(main);
    // eslint-disable-next-line @typescript-eslint/no-dynamic-delete -- the cache is an object, not a Map
    delete load.cache[file];
    const exported: unknown = load(file);
    return typeof exported === "function" ? (exported as () => unknown)() : exported;
  });
  await pulumi.runtime.disconnect();
  return await new Promise((done) => {
    pulumi.output(stackOutputs ?? {}).apply((value) => done(value as Properties));
  });
}
