/** Executions of a ProductionTrainingPipeline with each of its options, by what happens in them. */
import type { JsonObject } from "../../../asl/definition";
import type { ProductionTrainingPipelineArgs } from "../../../components/production/args";
import { ProductionTrainingPipeline } from "../../../components/productionTrainingPipeline";
import type { Scenario } from "../executions/everyPath";
import type { Happening, Script, WorkingJob } from "../executions/script";
import type { TestAccount } from "../executions/testAccount";
import { testPipeline, type TestPipeline } from "../executions/testPipeline";
import type { MemoryS3 } from "../executions/memoryS3";
import { goodFunctions, invalidAnswer, poorAnswer } from "../productionScript";

/** An option, and what may happen with it. */
export interface ProductionOption {
  args: ProductionTrainingPipelineArgs;
  scenarios: (pipeline: TestPipeline) => Scenario[];
}

/** The pipeline `churn` with an option. */
export function productionPipeline({ args }: ProductionOption): Promise<TestPipeline> {
  return testPipeline(() => new ProductionTrainingPipeline("churn", args), "churn");
}

const failing: Happening = { kind: "jobFails", reason: "AlgorithmError: no data" };
const stopped: Happening = { kind: "jobStops", isError: false };

/** Objects that preprocessing leaves: those of partitions, or one for each set of rows. */
const prepares =
  (names: string[]): Script["onJob"] =>
  ({ kind, request }: WorkingJob, { objects }: MemoryS3) => {
    if (kind !== "processing") return;
    const { Outputs } = request["ProcessingOutputConfig"] as { Outputs: { S3Output: { S3Uri: string } }[] };
    for (const { S3Output } of Outputs) {
      for (const name of names) objects.set(`${S3Output.S3Uri.slice("s3://".length)}${name}.csv`, "1,2\n");
    }
  };

/** An execution in which all is well but for what a script says. */
function scenario(name: string, { functions, ...more }: Script = {}, prepare?: Scenario["prepare"]): Scenario {
  const script: Script = { onJob: prepares(["data"]), ...more, functions: { ...goodFunctions, ...functions } };
  return { name, script, ...(prepare && { prepare }) };
}

const always = (name: string, ...fates: [state: string, happening: Happening][]): Scenario =>
  scenario(name, { tasks: Object.fromEntries(fates.map(([state, happening]) => [state, () => happening])) });

/** A version that was registered and approved before, with statistics of what it was trained on. */
const versionOf = (statisticsUri: string): Script => ({
  tasks: {
    FindProduction: () => ({ kind: "answers", result: { ModelPackageSummaryList: [{ ModelPackageVersion: 7 }] } }),
    DescribeProduction: () => ({
      kind: "answers",
      result: {
        ModelPackageVersion: 7,
        CreationTime: "2026-01-01T00:00:00Z",
        CustomerMetadataProperties: { statisticsUri, auc: "0.9" },
      },
    }),
  },
});

/** One that another pipeline registered in the same group. */
const inProduction = versionOf("s3://b/s.json");

/** One of the pipeline's own. */
const ownInProduction = ({ evaluated }: TestPipeline): Script =>
  versionOf(
    `s3://${evaluated.one("aws:s3/bucket:Bucket", "churn-data").inputs["bucket"] as string}/statistics/run-0.json`,
  );

const described = (first: string): Script => ({
  tasks: {
    DescribeVersion: ({ attempt }) => {
      const ModelPackageStatus = attempt === 1 ? first : "Completed";
      return { kind: "answers", result: { ModelPackageStatus } };
    },
  },
});

/** What may happen to one model, whatever the option; `suffix` is that of its states' names. */
const oneModel = (suffix = ""): Scenario[] => [
  always("training stopped", [`TrainModel${suffix}`, stopped]),
  always("predictions stopped", [`Predict held-out rows${suffix}`, stopped]),
  always("no predictions", [`Predict held-out rows${suffix}`, failing]),
];

/** What may happen to all. */
const ofAll: Scenario[] = [
  scenario("success"),
  scenario("a version in production", inProduction),
  scenario("one that tells nothing of itself", {
    tasks: {
      ...inProduction.tasks,
      DescribeProduction: () => ({ kind: "answers", result: { ModelPackageVersion: 7 } }),
    },
  }),
  { ...scenario("foreign data"), input: { DataSource: "s3://elsewhere/churn.csv" } },
  scenario("invalid data", { functions: { "churn-validate": () => invalidAnswer } }),
  always("preprocessing stopped", ["PreprocessData", stopped]),
  scenario("low quality", { functions: { "churn-evaluate": poorAnswer } }),
  scenario("registry is slow", described("InProgress")),
  scenario("registration fails", described("Failed")),
  scenario("registry never completes", {
    tasks: { DescribeVersion: () => ({ kind: "answers", result: { ModelPackageStatus: "InProgress" } }) },
  }),
];

/** Scenarios of pipelines with several partitions. */
const withPartitions = (names: string[], scenarios: Scenario[]): Scenario[] =>
  scenarios.map((one) => ({ ...one, script: { ...one.script, onJob: prepares(names) } }));

/** An execution before, of the same data. */
const ranBefore =
  (drop?: string) =>
  (pipeline: TestPipeline) =>
  async (account: TestAccount): Promise<void> => {
    const { script = {} } = scenario("before");
    await pipeline.run({ account, script });
    for (const key of account.memory.objects.keys()) {
      if (drop !== undefined && key.includes(drop)) account.memory.objects.delete(key);
    }
  };

/** Fails the partition of this name. */
const lowIn = (name: string): Script => ({
  functions: {
    "churn-evaluate": (event) => {
      const { Output } = event as JsonObject;
      return (Output as string).includes(`/${name}/`) ? poorAnswer(event) : goodFunctions["churn-evaluate"](event);
    },
  },
});

const PARTITIONS = ["north", "south", "west", "east"];

/** The pipeline's options, and the ways through each. */
export const productionOptions: Record<string, ProductionOption> = {
  none: {
    args: { dataSource: "s3://data/churn.csv" },
    scenarios: () => [
      ...ofAll,
      ...oneModel(),
      { ...scenario("the pipeline's own data, by name"), input: { DataSource: "s3://data/churn.csv" } },
    ],
  },
  candidates: {
    args: {
      candidates: [
        { name: "shallow", features: [1, 4, 5] },
        { name: "deep", hyperparameters: { max_depth: 8 } },
      ],
    },
    scenarios: () => [...ofAll, ...oneModel(" (shallow)"), ...oneModel(" (deep)")],
  },
  tuning: {
    args: { tuning: { trials: 2 } },
    scenarios: () => [...ofAll, always("search stopped", ["TuneModel", stopped]), ...oneModel().slice(1)],
  },
  "partitions inline": {
    args: { partitions: { column: 2, toleratedFailures: 1 } },
    scenarios: () =>
      withPartitions(PARTITIONS, [
        ...ofAll,
        ...oneModel(),
        scenario("one partition fails", lowIn("south")),
        scenario("too many partitions", {
          tasks: {
            "List partitions": () => ({ kind: "answers", result: { IsTruncated: true, Contents: [] } }),
          },
        }),
        scenario("objects of another form", {
          tasks: {
            "List partitions": () => ({ kind: "answers", result: { IsTruncated: false, Contents: [{ Key: "odd" }] } }),
          },
        }),
      ]),
  },
  "partitions distributed": {
    args: { partitions: { column: 2, mode: "DISTRIBUTED", toleratedFailures: 1 } },
    scenarios: () =>
      withPartitions(PARTITIONS, [...ofAll, ...oneModel(), scenario("one partition fails", lowIn("south"))]),
  },
  "partitions in batches": {
    args: { partitions: { column: 2, mode: "DISTRIBUTED", batchSize: 3, toleratedFailures: 3 } },
    scenarios: () =>
      withPartitions(PARTITIONS, [...ofAll, ...oneModel(), scenario("one partition fails", lowIn("south"))]),
  },
  retrainWhen: {
    args: { retrainWhen: { maxAgeInDays: 30 } },
    scenarios: () => [
      scenario("no new model needed", {
        functions: { "churn-retrain": () => ({ Retrain: false, Reason: "Good enough.", Reasons: [] }) },
      }),
      ...ofAll,
      ...oneModel(),
    ],
  },
  driftLimit: {
    args: { driftLimit: 0.2 },
    scenarios: (pipeline) => [
      ...ofAll,
      ...oneModel(),
      scenario("a version of its own in production", ownInProduction(pipeline)),
    ],
  },
  cache: {
    args: { cache: true },
    scenarios: (pipeline) => [
      ...ofAll,
      ...oneModel(),
      scenario("same data", {}, ranBefore()(pipeline)),
      scenario("same data, model gone", {}, ranBefore("/models/")(pipeline)),
      scenario("same data, rows gone", {}, ranBefore("/prepared/")(pipeline)),
    ],
  },
};

/** An execution with so many partitions. */
export function manyPartitions(count: number): Scenario {
  const names = Array.from({ length: count }, (_, index) => `partition-${index}`);
  return withPartitions(names, [scenario(`${count} partitions`)])[0]!;
}
