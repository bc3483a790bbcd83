/** The function that compares a candidate with the version in production, and what a trial is made of. */
import type * as pulumi from "@pulumi/pulumi";
import { parseS3Uri } from "../../iam/arn";
import type { FunctionAccess } from "../../iam/functionPermissions";
import type { JobResources } from "../parts/jobResources";
import { PipelineFunction } from "../parts/pipelineFunction";
import { pipelineTags } from "../parts/tags";
import { whenKnown } from "../parts/whenKnown";
import type { Trial } from "./deploymentFacts";
import type { DeploymentSettings } from "./settings";
import { CAPTURE, COMPARISONS } from "./trial";

/** Room for the answers to 200,000 requests of each variant. */
const MEMORY_IN_MB = 1024;
/** Lambda's own limit: how long reading takes depends on the requests. */
const TIMEOUT_IN_SECONDS = 900;

/** The trial that settings ask for, with the function that it needs; undefined where they ask for none. */
export function trialOf(
  parent: pulumi.Resource,
  name: string,
  settings: DeploymentSettings,
  { environment, data, names }: JobResources,
): pulumi.Output<Trial> | undefined {
  const { shadow, abTest, kmsKeyArn, logRetentionInDays, endpointName = names.prefix } = settings;
  const given = shadow ?? abTest;
  if (given === undefined) return undefined;
  const { durationInSeconds, minimumRequests, maximumDisagreement, tolerance, groundTruth } = given;
  const compare = new PipelineFunction(
    `${name}-compare`,
    {
      ...{ bundle: "compare", environment, logRetentionInDays },
      description: "Compares a model with the one in production, by what both answered",
      roleDescription: `Compares the models of ${name}`,
      access: whenKnown([data.bucket, kmsKeyArn], (bucket, key) => {
        const captured = { bucket, key: `${CAPTURE}${endpointName}/` };
        const { reads = [], lists = [] } = groundTruth === undefined ? {} : below(groundTruth.prefix);
        return {
          reads: [{ ...captured, key: `${captured.key}*` }, ...reads],
          lists: [captured, ...lists],
          writes: [{ bucket, key: `${COMPARISONS}*/comparison.json` }],
          keys: key === undefined ? [] : [key],
        };
      }),
      memorySizeInMb: MEMORY_IN_MB,
      timeoutInSeconds: TIMEOUT_IN_SECONDS,
      tags: pipelineTags(name, settings.tags),
    },
    { parent },
  );
  return whenKnown([compare.functionName], (functionName): Trial => ({
    ...{ functionName, durationInSeconds, minimumRequests, maximumDisagreement },
    isShadow: shadow !== undefined,
    // The settings were held to one of both.
    percentage: shadow?.samplingPercentage ?? abTest!.weight,
    ...(tolerance !== undefined && { tolerance }),
    ...(groundTruth && { groundTruth }),
  }));
}

function below(prefix: string): Pick<FunctionAccess, "reads" | "lists"> {
  const place = parseS3Uri(prefix)!;
  return { reads: [{ ...place, key: `${place.key}*` }], lists: [place] };
}
