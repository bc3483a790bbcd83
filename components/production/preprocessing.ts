/** The processing job of a production pipeline: validated rows to training, validation and test rows. */
import { chain, type Fragment } from "../../asl/fragment";
import { format, path, type Reference } from "../../asl/reference";
import { processingTask } from "../processingSteps";
import { s3Uri, vpcConfig, whenCompleted } from "../trainingSteps";
import { cachedRows } from "./cache";
import { RUNS } from "./places";
import type { ProductionFacts } from "./productionFacts";

/** The sets of rows that are made. */
const SPLITS = ["train", "validation", "test"] as const;

/** How the prepared rows lie. */
export interface PreparedLayout {
  /** Whether each partition has objects of its own. */
  isPartitioned: boolean;
  /** Whether candidates take some of the features only. */
  hasFeatureSets: boolean;
}

/**
 * Splits the rows of `$.Run` below `runs/<run>/prepared/`. Leaves the job's
 * name and status at `$.Preprocessing`.
 */
export function preprocessData(
  facts: ProductionFacts,
  layout: PreparedLayout,
  then: Fragment,
  failed: Fragment,
): Fragment {
  const { processing } = facts;
  const folder = (name: string) => `prepared/${layout.isPartitioned ? "partitions/" : ""}${name}/`;
  const outputs = [...SPLITS, ...(layout.hasFeatureSets ? ["features"] : [])];
  const job = processingTask(
    facts,
    {
      ...processing,
      step: "process",
      script: "preprocess.py",
      inputs: { raw: runUri(facts, "raw/data.csv"), code: s3Uri(facts, processing.codeKey) },
      outputs: Object.fromEntries(outputs.map((name) => [name, runUri(facts, folder(name))])),
      network: networkConfig(facts),
    },
    { name: "PreprocessData", resultPath: "$.Preprocessing", catch: [{ target: failed }] },
  );
  const run = (next: Fragment) =>
    chain(job, whenCompleted("Preprocessing", "$.Preprocessing.ProcessingJobStatus", next, failed));
  return facts.cache ? cachedRows(facts, preprocessingDefinition(facts), run, then) : run(then);
}

/** What the prepared rows depend on, beside the data. */
export function preprocessingDefinition({ processing }: ProductionFacts): object {
  return { image: processing.image, code: processing.codeDigest, arguments: processing.arguments };
}

/** What is below the execution's own prefix. */
function runUri(facts: ProductionFacts, key: string): Reference {
  return format(`${s3Uri(facts, RUNS)}{}/${key}`, path("$.Run.Name"));
}

function networkConfig(facts: ProductionFacts) {
  const { vpc, networkIsolation } = facts;
  if (vpc === undefined && networkIsolation !== true) return undefined;
  return { VpcConfig: vpcConfig(facts), ...(networkIsolation === true && { EnableNetworkIsolation: true }) };
}
