/**
 * What AWS asks of the resource types that the stand-in knows, as data: type -> required properties, and a rule for each
 * property that AWS restricts. It is what its API would refuse, so that a program which passes here is not refused there.
 *
 * Property names are those of @pulumi/aws 7.
 */
import type { InputRules } from "./inputRule";
import { COMPUTE_RULES } from "./inputRules/compute";
import { EVENT_RULES } from "./inputRules/events";
import { IAM_RULES } from "./inputRules/iam";
import { KMS_RULES } from "./inputRules/kms";
import { MONITORING_RULES } from "./inputRules/monitoring";
import { S3_RULES } from "./inputRules/s3";
import { SAGEMAKER_RULES } from "./inputRules/sagemaker";

/** Type token -> what AWS asks. */
export const INPUT_RULES: Readonly<Record<string, InputRules>> = {
  ...S3_RULES,
  ...IAM_RULES,
  ...COMPUTE_RULES,
  ...MONITORING_RULES,
  ...EVENT_RULES,
  ...KMS_RULES,
  ...SAGEMAKER_RULES,
};
