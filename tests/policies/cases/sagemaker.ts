import { UNKNOWN } from "../../../policies/reading/resource";
import { behindChoice, machine, resource, type RuleCase, single, training } from "./case";

const config = (over: object) => ({
  ResourceConfig: { InstanceType: "ml.m5.xlarge", InstanceCount: 1, VolumeSizeInGB: 30, ...over },
});
const dynamicType = { ResourceConfig: { "InstanceType.$": "$.type", InstanceCount: 1, VolumeSizeInGB: 30 } };
const types = "sagemaker-instance-types";
const notebook = "aws:sagemaker/notebookInstance:NotebookInstance";
const endpoint = "aws:sagemaker/endpointConfiguration:EndpointConfiguration";
const pipeline = (over: object) =>
  resource("aws:sagemaker/pipeline:Pipeline", {
    pipelineDefinition: JSON.stringify({
      Parameters: [{ Name: "Type", Type: "String", DefaultValue: "ml.m5.large", ...over }],
      Steps: [{ Arguments: { ResourceConfig: { InstanceType: { Get: "Parameters.Type" } } } }],
    }),
  });
const jsonata = (type: string) =>
  single({
    Type: "Task",
    QueryLanguage: "JSONata",
    Resource: "arn:aws:states:::sagemaker:createTrainingJob.sync",
    Arguments: { ResourceConfig: { InstanceType: type, InstanceCount: 1, VolumeSizeInGB: 1 } },
  });
const behindCondition = (condition: string) => ({
  QueryLanguage: "JSONata",
  StartAt: "Allowed?",
  States: {
    "Allowed?": { Type: "Choice", Choices: [{ Condition: `{% ${condition} %}`, Next: "Only" }], Default: "Refused" },
    ...(jsonata("{% $states.input.type %}") as { States: object }).States,
    Refused: { Type: "Fail" },
  },
});
const transform = (state: object) => ({
  Type: "Task",
  Resource: "arn:aws:states:::sagemaker:createTransformJob.sync",
  Parameters: { TransformResources: { InstanceType: "ml.m5.xlarge", InstanceCount: 2 } },
  ...state,
});

export const sagemakerCases: RuleCase[] = [
  { rule: types, says: "nothing", of: "an allowed type", resources: [machine(single(training()))] },
  {
    rule: types,
    says: "violation",
    of: "a type that is not allowed",
    resources: [machine(single(training(config({ InstanceType: "ml.p4d.24xlarge" }))))],
    text: "definition.States.Only.Parameters.ResourceConfig.InstanceType",
  },
  {
    rule: types,
    says: "violation",
    of: "a type from the input",
    resources: [machine(single(training(dynamicType)))],
    text: "comes from the input",
  },
  {
    rule: types,
    says: "nothing",
    of: "a type from the input where the config allows it",
    resources: [machine(single(training(dynamicType)))],
    config: { allowDynamic: true },
  },
  {
    rule: types,
    says: "nothing",
    of: "a type from the input that a Choice limits",
    resources: [
      machine(
        behindChoice(
          {
            Or: [
              { Variable: "$.type", StringEquals: "ml.m5.large" },
              { Variable: "$.type", StringEquals: "ml.m5.xlarge" },
            ],
          },
          dynamicType,
        ),
      ),
    ],
  },
  {
    rule: types,
    says: "nothing",
    of: "a type from the input that a condition in JSONata limits",
    resources: [machine(behindCondition("$states.input.type in ['ml.m5.large', 'ml.m5.xlarge']"))],
  },
  {
    rule: types,
    says: "violation",
    of: "a condition in JSONata that lets a type through that is not allowed",
    resources: [machine(behindCondition("$states.input.type in ['ml.m5.large', 'ml.p5.48xlarge']"))],
    text: "ml.p5.48xlarge",
  },
  {
    rule: types,
    says: "violation",
    of: "a condition in JSONata that is more than a comparison",
    resources: [machine(behindCondition("$contains($states.input.type, 'ml.m5')"))],
    text: "comes from the input",
  },
  {
    rule: types,
    says: "violation",
    of: "a Choice that lets a type through that is not allowed",
    resources: [machine(behindChoice({ Variable: "$.type", StringEquals: "ml.p5.48xlarge" }, dynamicType))],
    text: "ml.p5.48xlarge",
  },
  {
    rule: types,
    says: "violation",
    of: "a Choice on something else",
    resources: [machine(behindChoice({ Variable: "$.size", StringEquals: "ml.m5.large" }, dynamicType))],
    text: "comes from the input",
  },
  {
    rule: types,
    says: "violation",
    of: "a state between that may write another type",
    resources: [
      machine({
        StartAt: "Allowed?",
        States: {
          "Allowed?": {
            Type: "Choice",
            Choices: [{ Variable: "$.type", StringEquals: "ml.m5.large", Next: "Other" }],
            Default: "Train",
          },
          Other: { Type: "Pass", Result: "ml.p5.48xlarge", ResultPath: "$.type", Next: "Train" },
          Train: { ...training(dynamicType), End: true },
        },
      }),
    ],
    text: "comes from the input",
  },
  {
    rule: types,
    says: "nothing",
    of: "alternatives that are all allowed",
    resources: [machine(jsonata("{% $states.input.big ? 'ml.m5.2xlarge' : 'ml.m5.large' %}"))],
  },
  {
    rule: types,
    says: "violation",
    of: "alternatives of which one is not allowed",
    resources: [machine(jsonata("{% $states.input.big ? 'ml.p3.16xlarge' : 'ml.m5.large' %}"))],
    text: "ml.p3.16xlarge",
  },
  {
    rule: types,
    says: "violation",
    of: "an endpoint's variant",
    resources: [
      resource(endpoint, {
        productionVariants: [{ instanceType: "ml.m5.large" }, { instanceType: "ml.p4d.24xlarge" }],
      }),
    ],
    text: "productionVariants[1].instanceType",
  },
  {
    rule: types,
    says: "violation",
    of: "a notebook",
    resources: [resource(notebook, { instanceType: "ml.p3.2xlarge" })],
    text: "ml.p3.2xlarge",
  },
  {
    rule: types,
    says: "violation",
    of: "Studio's defaults, deep inside",
    resources: [
      resource("aws:sagemaker/domain:Domain", {
        defaultUserSettings: { kernelGatewayAppSettings: { defaultResourceSpec: { instanceType: "ml.p3.2xlarge" } } },
      }),
    ],
    text: "defaultUserSettings.kernelGatewayAppSettings.defaultResourceSpec.instanceType",
  },
  {
    rule: types,
    says: "violation",
    of: "a SageMaker pipeline's parameter that may be anything",
    resources: [pipeline({})],
    text: "comes from the input",
  },
  {
    rule: types,
    says: "nothing",
    of: "a SageMaker pipeline's parameter of allowed values",
    resources: [pipeline({ EnumValues: ["ml.m5.large"] })],
  },
  { rule: types, says: "unchecked", of: "an unknown definition", resources: [machine(UNKNOWN)] },
  {
    rule: types,
    says: "unchecked",
    of: "an unknown variant beside a known one",
    resources: [
      resource(endpoint, { productionVariants: [{ instanceType: UNKNOWN }, { instanceType: "ml.m5.large" }] }),
    ],
  },

  { rule: "sagemaker-instance-count", says: "nothing", of: "few instances", resources: [machine(single(training()))] },
  {
    rule: "sagemaker-instance-count",
    says: "violation",
    of: "many instances",
    resources: [machine(single(training(config({ InstanceCount: 11 }))))],
    text: "at most 10",
  },
  {
    rule: "sagemaker-instance-count",
    says: "nothing",
    of: "a number from the input that a Choice limits",
    resources: [
      machine(
        behindChoice(
          { Variable: "$.n", NumericLessThanEquals: 4 },
          { ResourceConfig: { InstanceType: "ml.m5.large", "InstanceCount.$": "$.n", VolumeSizeInGB: 1 } },
        ),
      ),
    ],
  },
  {
    rule: "sagemaker-instance-count",
    says: "violation",
    of: "heterogeneous clusters",
    resources: [
      machine(
        single(
          training({
            ResourceConfig: {
              InstanceGroups: [{ InstanceType: "ml.m5.large", InstanceCount: 50, InstanceGroupName: "a" }],
              VolumeSizeInGB: 1,
            },
          }),
        ),
      ),
    ],
    text: "InstanceGroups[0].InstanceCount",
  },
  { rule: "sagemaker-instance-count", says: "unchecked", of: "an unknown definition", resources: [machine(UNKNOWN)] },

  { rule: "sagemaker-volume-size", says: "nothing", of: "a small volume", resources: [machine(single(training()))] },
  {
    rule: "sagemaker-volume-size",
    says: "violation",
    of: "a large volume",
    resources: [machine(single(training(config({ VolumeSizeInGB: 16_000 }))))],
    text: "16000 GB",
  },
  {
    rule: "sagemaker-volume-size",
    says: "violation",
    of: "a notebook's volume",
    resources: [resource(notebook, { volumeSize: 4096 })],
    text: "volumeSize",
  },
  {
    rule: "sagemaker-volume-size",
    says: "unchecked",
    of: "an unknown volume",
    resources: [resource(notebook, { volumeSize: UNKNOWN })],
  },

  { rule: "sagemaker-runtime", says: "nothing", of: "an hour", resources: [machine(single(training()))] },
  {
    rule: "sagemaker-runtime",
    says: "violation",
    of: "a week",
    resources: [machine(single(training({ StoppingCondition: { MaxRuntimeInSeconds: 604_800 } })))],
    text: "604800 s",
  },
  {
    rule: "sagemaker-runtime",
    says: "violation",
    of: "a transform job without a time limit",
    resources: [machine(single(transform({})))],
    text: "nothing bounds",
  },
  {
    rule: "sagemaker-runtime",
    says: "nothing",
    of: "a transform job whose Task times out",
    resources: [machine(single(transform({ TimeoutSeconds: 3600 })))],
  },
  { rule: "sagemaker-runtime", says: "unchecked", of: "an unknown definition", resources: [machine(UNKNOWN)] },

  {
    rule: "sagemaker-spot",
    says: "nothing",
    of: "on demand where spot is not required",
    resources: [machine(single(training()))],
  },
  {
    rule: "sagemaker-spot",
    says: "violation",
    of: "on demand where spot is required",
    resources: [machine(single(training()))],
    config: { required: true },
    text: "EnableManagedSpotTraining",
  },
  {
    rule: "sagemaker-spot",
    says: "nothing",
    of: "spot",
    resources: [machine(single(training({ EnableManagedSpotTraining: true })))],
    config: { required: true },
  },
  {
    rule: "sagemaker-spot",
    says: "unchecked",
    of: "an unknown definition",
    resources: [machine(UNKNOWN)],
    config: { required: true },
  },

  {
    rule: "sagemaker-spend-ceiling",
    says: "nothing",
    of: "an hour of one instance",
    resources: [machine(single(training()))],
  },
  {
    rule: "sagemaker-spend-ceiling",
    says: "violation",
    of: "more instance-hours than the ceiling",
    resources: [machine(single(training()))],
    config: { maxInstanceHours: 0.5 },
    text: "1 instance-hours",
  },
  {
    rule: "sagemaker-spend-ceiling",
    says: "violation",
    of: "more money than the ceiling",
    resources: [machine(single(training()))],
    config: { maxMoney: 0.1, prices: { "ml.m5.xlarge": 0.23 } },
    text: "can cost 0.23",
  },
  {
    rule: "sagemaker-spend-ceiling",
    says: "violation",
    of: "a Map of any width",
    resources: [machine(single({ Type: "Map", ItemProcessor: single(training()) }))],
    text: "how many items",
  },
  {
    rule: "sagemaker-spend-ceiling",
    says: "nothing",
    of: "a Map of a width that the config gives",
    resources: [machine(single({ Type: "Map", ItemProcessor: single(training()) }))],
    config: { mapItems: 20 },
  },
  { rule: "sagemaker-spend-ceiling", says: "unchecked", of: "an unknown definition", resources: [machine(UNKNOWN)] },
];
