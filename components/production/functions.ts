/** The Lambda functions of a production pipeline. */
import type * as pulumi from "@pulumi/pulumi";
import { parseS3Uri } from "../../iam/arn";
import type { FunctionAccess } from "../../iam/functionPermissions";
import type { BundleName } from "../../lambda/bundles";
import type { JobResources } from "../parts/jobResources";
import { PipelineFunction } from "../parts/pipelineFunction";
import { pipelineTags } from "../parts/tags";
import { whenKnown } from "../parts/whenKnown";
import { RUNS, STATISTICS } from "./places";
import type { ProductionFunctions } from "./productionFacts";
import type { ProductionSettings } from "./settings";

/** Room to read data of any size as a stream, and to count in. */
const MEMORY_IN_MB = 1024;
/** Lambda's own limit: how long data takes depends on its size. */
const TIMEOUT_IN_SECONDS = 900;

/** The objects that `validate` leaves the statistics of the data in. */
const STATISTICS_KEY = `${STATISTICS}*.json`;

/** What differs from function to function. */
interface FunctionPlan {
  bundle: BundleName;
  description: string;
  roleDescription: string;
  access: (bucket: string, dataSource: string | undefined) => Omit<FunctionAccess, "logGroup">;
}

/** Makes the functions, and gives their names. */
export function productionFunctions(
  parent: pulumi.Resource,
  name: string,
  settings: ProductionSettings,
  { environment, data }: JobResources,
): pulumi.Output<ProductionFunctions> {
  const make = ({ bundle, access, ...described }: FunctionPlan) => {
    const { logRetentionInDays, kmsKeyArn } = settings;
    const made = new PipelineFunction(
      `${name}-${bundle}`,
      {
        ...{ bundle, ...described, environment, logRetentionInDays },
        access: whenKnown([data.bucket, settings.dataSource, kmsKeyArn], (bucket, dataSource, key) => ({
          ...access(bucket, dataSource),
          keys: key === undefined ? [] : [key],
        })),
        memorySizeInMb: MEMORY_IN_MB,
        timeoutInSeconds: TIMEOUT_IN_SECONDS,
        tags: pipelineTags(name, settings.tags),
      },
      { parent },
    );
    return made.functionName;
  };
  const validate = make({
    bundle: "validate",
    description: "Validates training data, and keeps a copy of it",
    roleDescription: `Validates the data of ${name}`,
    access: (bucket, dataSource) => ({
      ...validateReads(settings, bucket, dataSource),
      writes: [`${RUNS}*/raw/data.csv`, STATISTICS_KEY].map((key) => ({ bucket, key })),
    }),
  });
  const evaluate = make({
    bundle: "evaluate",
    description: "Compares models by their predictions of held-out rows",
    roleDescription: `Evaluates the models of ${name}`,
    access: (bucket) => ({
      reads: [{ bucket, key: `${RUNS}*/predictions/*` }],
      lists: [{ bucket, key: `${RUNS}*/predictions/` }],
      writes: [{ bucket, key: `${RUNS}*/evaluation/*` }],
    }),
  });
  const { retrainWhen } = settings;
  const retrain =
    retrainWhen &&
    make({
      bundle: "retrain",
      description: "Looks whether a new model is needed",
      roleDescription: `Looks whether ${name} needs a new model`,
      access: (bucket, dataSource) => retrainAccess(retrainWhen, bucket, dataSource),
    });
  return whenKnown([validate, evaluate, retrain], (first, second, third) => ({
    validate: first,
    evaluate: second,
    ...(third !== undefined && { retrain: third }),
  }));
}

/** The data, and what drift is measured from. */
function validateReads(
  { driftLimit }: ProductionSettings,
  bucket: string,
  dataSource: string | undefined,
): Pick<FunctionAccess, "reads" | "lists"> {
  const { reads = [], ...lists } = readsOf(dataSource);
  return { ...lists, reads: [...reads, ...(driftLimit === undefined ? [] : [{ bucket, key: STATISTICS_KEY }])] };
}

/** New data is compared with the statistics of what the version in production was trained on; records have a prefix. */
function retrainAccess(
  { drift, quality }: NonNullable<ProductionSettings["retrainWhen"]>,
  bucket: string,
  dataSource: string | undefined,
): Pick<FunctionAccess, "reads" | "lists"> {
  const { reads = [], lists = [] } = drift === undefined ? {} : readsOf(dataSource);
  const records = readsOf(quality?.records);
  return {
    reads: [...reads, ...(drift === undefined ? [] : [{ bucket, key: STATISTICS_KEY }]), ...(records.reads ?? [])],
    lists: [...lists, ...(records.lists ?? [])],
  };
}

/** A data source is an object, or all that is below a prefix, which is listed first. */
function readsOf(dataSource: string | undefined): Pick<FunctionAccess, "reads" | "lists"> {
  const place = dataSource === undefined ? undefined : parseS3Uri(dataSource);
  if (place === undefined) return {};
  const isPrefix = place.key === "" || place.key.endsWith("/");
  return isPrefix ? { reads: [{ ...place, key: `${place.key}*` }], lists: [place] } : { reads: [place] };
}
