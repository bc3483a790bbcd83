/** From the settings and the resources of a production pipeline to the facts that its definition is made of. */
import type * as pulumi from "@pulumi/pulumi";
import type { Json } from "../../asl/definition";
import { regionalArn } from "../../iam/arn";
import { prebuiltImage, SCIKIT_LEARN_TAG } from "../parts/images";
import type { JobResources } from "../parts/jobResources";
import { whenKnown } from "../parts/whenKnown";
import { labelRangeOf } from "../parts/xgboost";
import { featureArgument } from "./featureSets";
import { productionFunctions } from "./functions";
import { productionHyperparameters } from "./plan";
import type { ProductionFacts } from "./productionFacts";
import { type ProductionSettings, thresholdOf } from "./settings";

/** What is made beside the settings and the resources of every pipeline of jobs. */
export interface Made {
  parent: pulumi.Resource;
  topicArn: pulumi.Output<string>;
  group: pulumi.Output<string>;
  script: { key: string; digest: string };
}

/** Gathers what the definition is made of; makes the functions. */
export function productionFacts(
  name: string,
  settings: ProductionSettings,
  resources: JobResources,
  { parent, topicArn, group, script }: Made,
): pulumi.Output<ProductionFacts> {
  const { metric, minimumImprovement, instanceCount, volumeSizeInGb, maxRuntimeInSeconds, spot } = settings;
  const hyperparameters = productionHyperparameters(settings);
  return whenKnown(
    [
      resources.facts,
      resources.environment,
      topicArn,
      group,
      productionFunctions(parent, name, settings, resources),
      prebuiltImage("sagemaker-xgboost", settings.xgboostVersion, parent),
      prebuiltImage("sagemaker-scikit-learn", SCIKIT_LEARN_TAG, parent),
      settings.dataSource,
    ],
    (known, where, topic, groupName, functions, image, processingImage, dataSource): ProductionFacts => ({
      ...known,
      ...{ pipeline: name, topicArn: topic, functions, image, hyperparameters, metric, minimumImprovement },
      ...{ instanceCount, volumeSizeInGb, maxRuntimeInSeconds, spot, threshold: thresholdOf(settings) },
      ...(dataSource !== undefined && { dataSource }),
      ...(settings.warmPoolInSeconds !== undefined && { warmPool: settings.warmPoolInSeconds }),
      ...(settings.cache && { cache: true }),
      ...(settings.networkIsolation && { networkIsolation: true }),
      schema: schemaOf(settings, hyperparameters),
      ...(settings.driftLimit !== undefined && { driftLimit: settings.driftLimit }),
      processing: {
        image: processingImage,
        volumeSizeInGb: settings.processingVolumeSizeInGb,
        maxRuntimeInSeconds: settings.processingMaxRuntimeInSeconds,
        codeKey: script.key,
        codeDigest: script.digest,
        arguments: scriptArguments(settings),
      },
      registry: {
        group: groupName,
        versionArnPrefix: regionalArn(where, "sagemaker", `model-package/${groupName}/`),
        approval: settings.registry.approval,
      },
    }),
  );
}

/** Labels are held to what the objective takes, unless the settings say otherwise. */
function schemaOf({ schema }: ProductionSettings, hyperparameters: Record<string, string>): Json {
  const range = labelRangeOf(hyperparameters);
  const labels = range && { minimum: range[0], maximum: range[1] };
  return { ...schema, ...(labels && { labels: { ...labels, ...schema.labels } }) };
}

function scriptArguments({
  testFraction,
  validationFraction,
  instanceCount,
  partitions,
  candidates = [],
}: ProductionSettings): string[] {
  return [
    ...["--test-fraction", String(testFraction)],
    ...["--validation-fraction", String(validationFraction)],
    ...["--parts", String(instanceCount)],
    ...candidates.flatMap(({ name, features }) => (features ? ["--features", featureArgument(name, features)] : [])),
    ...(partitions ? ["--partition-column", String(partitions.column)] : []),
  ];
}
