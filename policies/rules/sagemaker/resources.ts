/** The types of @pulumi/aws that rent SageMaker's instances themselves. */
import { STATE_MACHINE } from "../../reading/definition";

export const NOTEBOOK = "aws:sagemaker/notebookInstance:NotebookInstance";
export const ENDPOINT_CONFIGURATION = "aws:sagemaker/endpointConfiguration:EndpointConfiguration";
export const MODEL = "aws:sagemaker/model:Model";
export const DOMAIN = "aws:sagemaker/domain:Domain";
export const PIPELINE = "aws:sagemaker/pipeline:Pipeline";

/** Types whose properties name instances, at whatever depth. */
const RAW = [
  NOTEBOOK,
  ENDPOINT_CONFIGURATION,
  DOMAIN,
  PIPELINE,
  "aws:sagemaker/app:App",
  "aws:sagemaker/space:Space",
  "aws:sagemaker/userProfile:UserProfile",
  "aws:sagemaker/trainingJob:TrainingJob",
  "aws:sagemaker/hyperParameterTuningJob:HyperParameterTuningJob",
  "aws:sagemaker/dataQualityJobDefinition:DataQualityJobDefinition",
  "aws:sagemaker/monitoringSchedule:MonitoringSchedule",
];

/** All that rents instances. */
export const COMPUTE_TYPES = [STATE_MACHINE, ...RAW];
