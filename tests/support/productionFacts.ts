/** Facts of a production pipeline, for definitions without a program. */
import { jobNames } from "../../components/parts/jobNames";
import type { ProductionFacts } from "../../components/production/productionFacts";

/** What a pipeline `churn` of the stack `dev` is made of, but for what is given. */
export function productionFacts(given: Partial<ProductionFacts> = {}): ProductionFacts {
  return {
    partition: "aws",
    region: "eu-west-1",
    names: jobNames("churn", ["train", "tune", "model", "transform"], "dev"),
    bucket: "churn-data-1a2b3c4",
    jobRoleArn: "arn:aws:iam::123456789012:role/churn-job",
    instanceType: "ml.m5.xlarge",
    tags: { Project: "p", Stack: "dev", Pipeline: "churn" },
    pipeline: "churn",
    topicArn: "arn:aws:sns:eu-west-1:123456789012:churn",
    functions: { validate: "churn-validate", evaluate: "churn-evaluate" },
    image: "141502667606.dkr.ecr.eu-west-1.amazonaws.com/sagemaker-xgboost:3.0-5",
    hyperparameters: { objective: "binary:logistic", num_round: "5" },
    instanceCount: 1,
    volumeSizeInGb: 30,
    maxRuntimeInSeconds: 3600,
    spot: false,
    metric: "auc",
    threshold: 0.9,
    minimumImprovement: 0,
    schema: {},
    processing: {
      image: "141502667606.dkr.ecr.eu-west-1.amazonaws.com/sagemaker-scikit-learn:1.2-1-cpu-py3",
      volumeSizeInGb: 10,
      maxRuntimeInSeconds: 300,
      codeKey: "code/preprocess.py",
      codeDigest: "sha256:0",
      arguments: [],
    },
    registry: {
      group: "churn-dev",
      versionArnPrefix: "arn:aws:sagemaker:eu-west-1:123456789012:model-package/churn-dev/",
      approval: "PendingManualApproval",
    },
    ...given,
  };
}
