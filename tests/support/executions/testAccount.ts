/**
 * An AWS account for executions on a virtual clock: the local run's own account, in which the work of containers and Lambda
 * functions is scripted, and S3 is in memory.
 */
import { tmpdir } from "node:os";
import { resolve } from "node:path";
import { authorizerFor, type Authorizer } from "../../../local/authorizer";
import { FunctionError } from "../../../local/lambda/invoke";
import { plainValue } from "../../../local/plainValue";
import type { RegisteredResource } from "../../../local/program";
import type { ContainerWork } from "../../../local/sagemaker/jobEnvironment";
import { JobFault } from "../../../local/sagemaker/jobFault";
import { accountState } from "../../../local/tasks/accountState";
import type { AccountState, LocalAccount } from "../../../local/tasks/scope";
import { environment, type Evaluated } from "../evaluate";
import type { VirtualClock } from "../virtualClock";
import { memoryS3, type MemoryS3 } from "./memoryS3";
import { modelServer } from "./modelServer";
import { ScriptedError, type Happening, type Script } from "./script";

/** How long things take, in milliseconds of the virtual clock. */
const DURATIONS = { job: 300_000, function: 2_000, model: 240_000 } as const;

/** Longer than any time-out; a task that waits so long has none. */
const TEN_YEARS = 10 * 365 * 86_400_000;

/** An account, and what tests see of it. */
export interface TestAccount extends LocalAccount {
  memory: MemoryS3;
  clock: VirtualClock;
  /** The scripted work of containers, for a task of which something special happens. */
  containersFor: (happening: Happening | undefined, jobName: string) => ContainerWork;
  /** Waits for what never comes. */
  hang: (signal: AbortSignal) => Promise<never>;
  /** The script of the execution that is under way. */
  script: Script;
  /** Models that endpoints have loaded in that execution. */
  loads: number;
  close(): Promise<void>;
}

/** What there is in an account. */
export interface Inventory {
  models: string[];
  endpointConfigs: string[];
  /** `<name> -> <config>` */
  endpoints: string[];
  /** What Application Auto Scaling scales. */
  scalableTargets: string[];
  /** ARNs of jobs that have not ended. */
  jobsInProgress: string[];
}

/** The program's resources as the local run reads them. */
export async function registeredResources({ resources }: Evaluated): Promise<RegisteredResource[]> {
  return Promise.all(
    resources.map(async ({ type, name, inputs, state, id }) => {
      const plain = (await plainValue({ inputs, state }, resolve("."))) as Pick<RegisteredResource, "inputs" | "state">;
      return { type, name, id, custom: type.startsWith("aws:"), ...plain };
    }),
  );
}

/**
 * An empty account.
 *
 * @param isJudged whether calls are judged with the program's policies, which takes longer; S3's never are
 */
export function testAccount(
  resources: readonly RegisteredResource[],
  clock: VirtualClock,
  isJudged: boolean,
): TestAccount {
  const memory = memoryS3();
  for (const { type, state } of resources) {
    if (type !== OBJECT || typeof state["content"] !== "string") continue;
    memory.objects.set(`${String(state["bucket"])}/${String(state["key"])}`, state["content"]);
  }
  const run = new AbortController();
  const attempts = new Map<string, number>();
  const server = modelServer((body) => {
    const { predict = halves } = account.script;
    return predict(body);
  });

  const invokeFunction: LocalAccount["invokeFunction"] = async (target, event, { signal }) => {
    await clock.sleep(DURATIONS.function, signal);
    const name = resources.find(({ type, state }) => type === FUNCTION && state["name"] === target.name)!.name;
    const attempt = (attempts.get(name) ?? 0) + 1;
    attempts.set(name, attempt);
    const answer = account.script.functions?.[name];
    if (!answer) throw new Error(`The script does not say what the function ${name} answers.`);
    try {
      return answer(event, attempt);
    } catch (error) {
      if (!(error instanceof ScriptedError)) throw error;
      throw new FunctionError({ errorType: error.name, errorMessage: error.message });
    }
  };

  const hang = async (signal: AbortSignal): Promise<never> => {
    await clock.sleep(TEN_YEARS, signal);
    throw new Error("A task hung, and nothing ended it.");
  };

  const containersFor: TestAccount["containersFor"] = (happening, jobName) => ({
    async runJob({ kind, name, request, onLine }, signal) {
      await clock.sleep(DURATIONS.job, signal);
      if (happening?.kind === "hangs") await hang(signal);
      if (happening?.kind === "jobFails") throw new JobFault(happening.reason);
      if (happening?.kind === "jobStops") {
        const [, job] = [...account.jobs].find(([arn]) => arn.endsWith(`/${jobName.toLowerCase()}`))!;
        job.stop.abort(new Error("The job was stopped."));
        await hang(signal);
      }
      const metric = (request["HyperParameters"] as Record<string, string> | undefined)?.["_tuning_objective_metric"];
      if (metric !== undefined) onLine(`[0]#011${metric.replace(":", "-")}:0.9`);
      if (kind === "training") saveModel(request, name, memory);
      account.script.onJob?.({ kind, name, request, log: onLine }, memory);
    },
    async startModel({ VariantName = "" }, model, signal) {
      const wish = account.script.loading?.({ variant: VariantName, model, attempt: ++account.loads });
      const takes = wish && "takesSeconds" in wish ? wish.takesSeconds * 1000 : DURATIONS.model;
      await clock.sleep(Math.min(takes, TEN_YEARS), signal);
      if (wish && "fails" in wish) throw new JobFault(wish.fails);
      return { address: await server.address(), stop: async () => {} };
    },
  });

  const account: TestAccount = {
    ...{ environment, resources, memory, clock, invokeFunction, containersFor, hang, script: {}, loads: 0 },
    authorizer: isJudged ? authorizerFor(resources, environment) : allowsAll,
    // Nothing listens here: what would go to a server is scripted.
    ...{ python: "", s3Endpoint: "http://127.0.0.1:9", workDir: tmpdir(), runSignal: run.signal },
    ...accountState(resources, environment),
    s3: () => memory.client,
    async close() {
      run.abort(new Error("The account was closed."));
      await Promise.all([...account.endpoints.values()].map((endpoint) => endpoint.stop()));
      await server.close();
    },
  };
  return account;
}

const OBJECT = "aws:s3/bucketObjectv2:BucketObjectv2";
const FUNCTION = "aws:lambda/function:Function";

/** What there is now. */
export function inventoryOf(account: AccountState): Inventory {
  const { models, endpointConfigs, endpoints, scalableTargets, jobs } = account;
  const isInProgress = ([, { described }]: [string, { described: object }]) =>
    Object.entries(described).some(([field, value]) => field.endsWith("JobStatus") && value === "InProgress");
  return {
    models: [...models.keys()],
    endpointConfigs: [...endpointConfigs.keys()],
    endpoints: [...endpoints].map(([name, one]) => `${name} -> ${one.describe()["EndpointConfigName"] as string}`),
    scalableTargets: [...scalableTargets.keys()],
    jobsInProgress: [...jobs].filter(isInProgress).map(([arn]) => arn),
  };
}

function saveModel(request: object, name: string, { objects }: MemoryS3): void {
  const { OutputDataConfig } = request as { OutputDataConfig: { S3OutputPath: string } };
  const folder = OutputDataConfig.S3OutputPath.replace(/^s3:\/\//, "").replace(/\/$/, "");
  objects.set(`${folder}/${name}/output/model.tar.gz`, "a model");
}

function halves(body: string) {
  const rows = body.trim().split("\n");
  return { status: 200, body: `${rows.map(() => "0.5").join("\n")}\n` };
}

/** For executions in which another thing than permissions is looked at. */
const allowsAll: Authorizer = {
  authorize: async () => {},
  allows: async () => true,
  mayAssume: async () => true,
  credentialsFor: () => ({ accessKeyId: "ASIAAAAAAAAAAAAAAAAA", secretAccessKey: "secret" }),
  roleOf: () => undefined,
  tally: () => ({ calls: 0, denied: 0, unused: 0, notTaken: 0, roles: [] }),
};
