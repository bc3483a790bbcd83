/** Resource types of AWS KMS. */
import { hash, type Made, regional, type ResourceType } from "../resourceType";

/** A KMS key's id: a UUID. */
function keyId({ logicalName, account }: Made): string {
  return hash([account, logicalName], 32).replace(/(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

/** Type token -> what is known of it. */
export const KMS_TYPES: Readonly<Record<string, ResourceType>> = {
  "aws:kms/key:Key": {
    id: keyId,
    computed: (made) => ({ keyId: keyId(made), arn: regional("kms", `key/${keyId(made)}`)(made) }),
    tagged: true,
    replacedFor: ["customKeyStoreId", "customerMasterKeySpec", "keyUsage", "multiRegion"],
  },
};
