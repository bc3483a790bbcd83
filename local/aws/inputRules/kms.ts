/** What AWS asks of resource types of AWS KMS. */
import { type InputRules, integer, policy, tags } from "../inputRule";

/** Type token -> what AWS asks. */
export const KMS_RULES: Readonly<Record<string, InputRules>> = {
  // https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateKey.html
  "aws:kms/key:Key": {
    properties: { policy: policy("resource", 32_768), deletionWindowInDays: integer(7, 30), tags },
  },
};
