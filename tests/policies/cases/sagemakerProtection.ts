import { UNKNOWN } from "../../../policies/reading/resource";
import { machine, resource, type RuleCase, single, training } from "./case";

const notebook = "aws:sagemaker/notebookInstance:NotebookInstance";
const model = "aws:sagemaker/model:Model";

export const sagemakerProtectionCases: RuleCase[] = [
  {
    rule: "sagemaker-network-isolation",
    says: "nothing",
    of: "an isolated model",
    resources: [resource(model, { enableNetworkIsolation: true })],
    config: { required: true },
  },
  {
    rule: "sagemaker-network-isolation",
    says: "violation",
    of: "a model with network",
    resources: [resource(model, {})],
    config: { required: true },
    text: "no network isolation",
  },
  {
    rule: "sagemaker-network-isolation",
    says: "violation",
    of: "training with network",
    resources: [machine(single(training()))],
    config: { required: true },
    text: "Parameters.EnableNetworkIsolation",
  },
  {
    rule: "sagemaker-network-isolation",
    says: "unchecked",
    of: "an unknown switch",
    resources: [resource(model, { enableNetworkIsolation: UNKNOWN })],
    config: { required: true },
  },

  {
    rule: "sagemaker-vpc",
    says: "nothing",
    of: "training in a VPC",
    resources: [machine(single(training({ VpcConfig: { Subnets: ["s"], SecurityGroupIds: ["g"] } })))],
    config: { required: true },
  },
  {
    rule: "sagemaker-vpc",
    says: "violation",
    of: "training without a VPC",
    resources: [machine(single(training()))],
    config: { required: true },
    text: "VpcConfig.Subnets",
  },
  {
    rule: "sagemaker-vpc",
    says: "violation",
    of: "a domain with internet",
    resources: [resource("aws:sagemaker/domain:Domain", {})],
    config: { required: true },
    text: "VpcOnly",
  },
  {
    rule: "sagemaker-vpc",
    says: "unchecked",
    of: "an unknown subnet",
    resources: [resource(notebook, { subnetId: UNKNOWN })],
    config: { required: true },
  },

  {
    rule: "sagemaker-kms",
    says: "nothing",
    of: "a notebook with a key",
    resources: [resource(notebook, { kmsKeyId: "key" })],
    config: { volumes: true },
  },
  {
    rule: "sagemaker-kms",
    says: "violation",
    of: "a notebook without a key",
    resources: [resource(notebook, {})],
    config: { volumes: true },
    text: "kmsKeyId",
  },
  {
    rule: "sagemaker-kms",
    says: "violation",
    of: "results without a key",
    resources: [machine(single(training()))],
    config: { outputs: true },
    text: "OutputDataConfig.KmsKeyId",
  },
  {
    rule: "sagemaker-kms",
    says: "unchecked",
    of: "an unknown key",
    resources: [resource(notebook, { kmsKeyId: UNKNOWN })],
    config: { volumes: true },
  },

  {
    rule: "sagemaker-notebook-access",
    says: "nothing",
    of: "a closed notebook",
    resources: [resource(notebook, { directInternetAccess: "Disabled", rootAccess: "Disabled" })],
  },
  {
    rule: "sagemaker-notebook-access",
    says: "violation",
    of: "AWS's defaults",
    resources: [resource(notebook, {})],
    text: "was not given",
  },
  {
    rule: "sagemaker-notebook-access",
    says: "unchecked",
    of: "an unknown switch",
    resources: [resource(notebook, { directInternetAccess: UNKNOWN, rootAccess: "Disabled" })],
  },
];
