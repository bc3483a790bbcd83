/** What our own components derive: the audit has nothing to say of it. */
import { expect } from "chai";
import {
  FeatureTransformPipeline,
  MlTrainingPipeline,
  ModelDeploymentPipeline,
  ProductionTrainingPipeline,
} from "../../components";
import { auditDocument, auditTogether } from "../../iam/audit/auditDocument";
import { readStackConfig } from "../../local/stackConfig";
import { environment, evaluate, type Evaluated } from "../support/evaluate";
import { projectRoot } from "../support/python";

/** Each pipeline makes components of its own type from the settings of its entry. */
const PIPELINES: Record<string, new (name: string, settings: never) => unknown> = {
  FeatureTransformPipeline,
  MlTrainingPipeline,
  ModelDeploymentPipeline,
  ProductionTrainingPipeline,
};
const KEY = "arn:aws:kms:us-east-1:123456789012:key/1234";

type Settings = Record<string, unknown>;

/** The pipelines of a stack, as its file has them. */
function pipelinesOf(stack: string): [string, Settings][] {
  const { config } = readStackConfig(projectRoot, stack);
  return Object.entries(JSON.parse(config["sagemaker-pipelines:pipelines"] ?? "{}") as Record<string, Settings>);
}

const { vpc, kmsKeyArn } = {
  vpc: { subnetIds: ["subnet-1"], securityGroupIds: ["sg-1"] },
  kmsKeyArn: KEY,
};

describe("documents of our own components", () => {
  for (const stack of ["dev", "prod"]) {
    for (const [name, { type, ...settings }] of pipelinesOf(stack)) {
      for (const [what, more] of Object.entries({
        "as configured": {},
        "in a network, with a key": { vpc, kmsKeyArn },
      })) {
        describe(`${name} of ${stack}, ${what}`, () => {
          let evaluated: Evaluated;
          const texts = (token: string, property: string) =>
            evaluated.resources.filter(({ type }) => type === token).map(({ inputs }) => inputs[property]);

          before(async () => {
            const Pipeline = PIPELINES[String(type)]!;
            evaluated = await evaluate(() => new Pipeline(name, { ...settings, ...more } as never), { stack });
          });

          it("roles' policies", () => {
            const policies = texts("aws:iam/rolePolicy:RolePolicy", "policy");
            // Machine, jobs and a function at the least, and every role has one.
            expect(policies).to.have.lengthOf(Math.max(3, texts("aws:iam/role:Role", "name").length));
            expect(policies.flatMap((policy) => auditDocument(policy))).to.deep.equal([]);
            expect(auditTogether(policies)).to.deep.equal([]);
          });

          it("trust policies", () => {
            const documents = texts("aws:iam/role:Role", "assumeRolePolicy");
            expect(documents).to.have.lengthOf.at.least(3);
            const { account } = environment;
            expect(documents.flatMap((each) => auditDocument(each, { kind: "trust", account }))).to.deep.equal([]);
          });

          it("policies of buckets, topics and queues", () => {
            const documents = [
              ...texts("aws:s3/bucketPolicy:BucketPolicy", "policy"),
              ...texts("aws:sns/topicPolicy:TopicPolicy", "policy"),
              ...texts("aws:sqs/queuePolicy:QueuePolicy", "policy"),
            ];
            expect(documents).not.to.be.empty;
            expect(documents.flatMap((each) => auditDocument(each, { kind: "resource" }))).to.deep.equal([]);
          });
        });
      }
    }
  }
});
