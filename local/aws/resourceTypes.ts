/**
 * The resource types that the stand-in for AWS's provider knows, as data: which property holds the physical name, and
 * what AWS adds when the resource is made. Adding a type is adding a row to its service's file in resourceTypes/.
 *
 * Property names are those of @pulumi/aws 7. ARN formats: the "Resource types" table of each service in
 * https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 */
import type { ResourceType } from "./resourceType";
import { COMPUTE_TYPES } from "./resourceTypes/compute";
import { EVENT_TYPES } from "./resourceTypes/events";
import { IAM_TYPES } from "./resourceTypes/iam";
import { KMS_TYPES } from "./resourceTypes/kms";
import { MONITORING_TYPES } from "./resourceTypes/monitoring";
import { S3_TYPES } from "./resourceTypes/s3";
import { SAGEMAKER_TYPES } from "./resourceTypes/sagemaker";

/** Type token -> what is known of it. */
export const RESOURCE_TYPES: Readonly<Record<string, ResourceType>> = {
  ...S3_TYPES,
  ...IAM_TYPES,
  ...COMPUTE_TYPES,
  ...MONITORING_TYPES,
  ...EVENT_TYPES,
  ...KMS_TYPES,
  ...SAGEMAKER_TYPES,
};
