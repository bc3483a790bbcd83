/** The states that find an approved version in the Model Registry. Pure: plain values in, fragments out. */
import type { ChoiceRule } from "../../asl/definition";
import { chain, type Fragment } from "../../asl/fragment";
import { intrinsic, path, type Reference, format } from "../../asl/reference";
import { choice, pass, task } from "../../asl/states";
import { sdkRetry } from "../trainingSteps";
import type { DeploymentFacts } from "./deploymentFacts";

/** JSONPath of the version that an execution is asked to deploy. */
const GIVEN = "$.Input.ModelPackageArn";

/**
 * Finds the version that the execution's input names (`{"ModelPackageArn": "…"}`), or else the newest that is approved.
 * Leaves its ARN at `$.Package`. Without an approved version the execution fails with `NoApprovedModel`.
 *
 * @param group name of the model package group
 * @param failed where errors lead, with `{Error, Cause}` at `$.Failure`
 */
export function findApprovedModel(facts: DeploymentFacts, group: string, failed: Fragment, found: Fragment): Fragment {
  const none = (name: string, cause: string | Reference) =>
    chain(pass(name, { parameters: { Error: "NoApprovedModel", Cause: cause }, resultPath: "$.Failure" }), failed);
  const newest = chain(
    listApproved(group, failed),
    choice(
      "Approved version found?",
      [{ when: { Variable: "$.Approved.Arns[0]", IsPresent: true }, then: useNewest(found) }],
      {
        otherwise: none("No approved version", `The model package group ${group} has no approved version.`),
      },
    ),
  );
  const isApproved: ChoiceRule[] = [
    { Variable: "$.Package.Status", StringEquals: "Approved" },
    // A version of the same number in another account or region is another one.
    { Variable: "$.Package.Arn", StringEqualsPath: GIVEN },
  ];
  const given = chain(
    describeGiven(facts, group, failed),
    choice("Given version approved?", [{ when: { And: isApproved }, then: found }], {
      otherwise: none(
        "Given version not approved",
        format(
          "{} is not an approved version here: {} is {}.",
          path(GIVEN),
          path("$.Package.Arn"),
          path("$.Package.Status"),
        ),
      ),
    }),
  );
  const isPresent: ChoiceRule = { Variable: GIVEN, IsPresent: true };
  return choice(
    "Version given?",
    [
      { when: { And: [isPresent, { Variable: GIVEN, StringMatches: `arn:*:model-package/${group}/*` }] }, then: given },
      {
        when: isPresent,
        then: none(
          "Given version elsewhere",
          format(
            `ModelPackageArn is {}, which is no version of the model package group ${group}.`,
            intrinsic("States.JsonToString", path(GIVEN)),
          ),
        ),
      },
    ],
    { otherwise: newest },
  );
}

function useNewest(found: Fragment): Fragment {
  return chain(
    pass("Use newest version", {
      parameters: { Arn: path("$.Approved.Arns[0]"), Status: "Approved" },
      resultPath: "$.Package",
    }),
    found,
  );
}

function listApproved(group: string, failed: Fragment): Fragment {
  return task(
    "Find approved version",
    {
      api: "aws-sdk:sagemaker:listModelPackages",
      parameters: {
        ModelPackageGroupName: group,
        ModelApprovalStatus: "Approved",
        SortBy: "CreationTime",
        SortOrder: "Descending",
        MaxResults: 1,
      },
    },
    {
      resultSelector: { Arns: path("$.ModelPackageSummaryList[*].ModelPackageArn") },
      resultPath: "$.Approved",
      retry: sdkRetry,
      catch: [{ target: failed }],
    },
  );
}

function describeGiven({ partition, region, account }: DeploymentFacts, group: string, failed: Fragment): Fragment {
  // Made anew of its number: a name that comes whole from the input could be any, and the role would have to allow any.
  const version = intrinsic("States.ArrayGetItem", intrinsic("States.StringSplit", path(GIVEN), "/"), 2);
  const ModelPackageName = format(`arn:${partition}:sagemaker:${region}:${account}:model-package/${group}/{}`, version);
  return task(
    "Describe given version",
    { api: "aws-sdk:sagemaker:describeModelPackage", parameters: { ModelPackageName } },
    {
      resultSelector: { Arn: path("$.ModelPackageArn"), Status: path("$.ModelApprovalStatus") },
      resultPath: "$.Package",
      retry: sdkRetry,
      catch: [{ target: failed }],
    },
  );
}
