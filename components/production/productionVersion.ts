/** The version in production: the newest approved one of the pipeline's model package group. */
import { chain, type Fragment } from "../../asl/fragment";
import { format, path } from "../../asl/reference";
import { choice, pass, task } from "../../asl/states";
import { sdkRetry } from "../trainingSteps";
import type { ProductionFacts } from "./productionFacts";

/**
 * Looks for the version in production. Leaves at `$.Production` `{Found: true, Version, CreationTime, StatisticsUri, Metrics}`,
 * where the metrics stand among what the version was registered with; `{Found: false}` when no version is approved, or
 * when the newest was registered by something else and tells nothing of itself.
 */
export function findProduction(facts: ProductionFacts, then: Fragment, failed: Fragment): Fragment {
  const known = chain(
    pass("Version in production", {
      parameters: {
        Found: true,
        Version: path("$.Production.ModelPackageVersion"),
        CreationTime: path("$.Production.CreationTime"),
        StatisticsUri: path("$.Production.CustomerMetadataProperties.statisticsUri"),
        Metrics: path("$.Production.CustomerMetadataProperties"),
      },
      resultPath: "$.Production",
    }),
    then,
  );
  const none = chain(pass("No version in production", { result: { Found: false }, resultPath: "$.Production" }), then);
  const described = chain(
    task(
      "DescribeProduction",
      {
        api: "aws-sdk:sagemaker:describeModelPackage",
        parameters: {
          ModelPackageName: versionArn(facts, "$.Approved.ModelPackageSummaryList[0].ModelPackageVersion"),
        },
      },
      { resultPath: "$.Production", retry: sdkRetry, catch: [{ target: failed }] },
    ),
    choice(
      "Tells of itself?",
      [{ when: { Variable: "$.Production.CustomerMetadataProperties.statisticsUri", IsPresent: true }, then: known }],
      { otherwise: none },
    ),
  );
  return chain(
    task(
      "FindProduction",
      {
        api: "aws-sdk:sagemaker:listModelPackages",
        parameters: {
          ModelPackageGroupName: facts.registry.group,
          ModelApprovalStatus: "Approved",
          SortBy: "CreationTime",
          SortOrder: "Descending",
          MaxResults: 1,
        },
      },
      {
        resultSelector: { ModelPackageSummaryList: path("$.ModelPackageSummaryList") },
        resultPath: "$.Approved",
        retry: sdkRetry,
        catch: [{ target: failed }],
      },
    ),
    choice(
      "In production?",
      [{ when: { Variable: "$.Approved.ModelPackageSummaryList[0]", IsPresent: true }, then: described }],
      { otherwise: none },
    ),
  );
}

/**
 * The ARN of a version of the pipeline's group. It is made of the number and not taken from an answer, so that the role that
 * names it needs no other group.
 *
 * @param version JSONPath of its number
 */
export function versionArn(facts: ProductionFacts, version: string) {
  return format(`${facts.registry.versionArnPrefix}{}`, path(version));
}
