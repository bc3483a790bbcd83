/** Where the types of @pulumi/aws hold policy documents, as data. Adding a type is adding a row. */
import { type Located, type Resource, UNKNOWN, valuesAt } from "../../reading/resource";

/** What a document is for. */
export type DocumentKind = "identity" | "trust" | "resource";

/** A document and where it is; `UNKNOWN` while it is not known. */
export interface Document extends Located {
  kind: DocumentKind;
}

const IDENTITY = "identity";
const RESOURCE = "resource";

const PLACES: Readonly<Record<string, readonly (readonly [path: string, kind: DocumentKind])[]>> = {
  "aws:iam/policy:Policy": [["policy", IDENTITY]],
  "aws:iam/rolePolicy:RolePolicy": [["policy", IDENTITY]],
  "aws:iam/userPolicy:UserPolicy": [["policy", IDENTITY]],
  "aws:iam/groupPolicy:GroupPolicy": [["policy", IDENTITY]],
  "aws:iam/role:Role": [
    ["assumeRolePolicy", "trust"],
    ["inlinePolicies[].policy", IDENTITY],
  ],
  "aws:ssoadmin/permissionSetInlinePolicy:PermissionSetInlinePolicy": [["inlinePolicy", IDENTITY]],
  "aws:s3/bucket:Bucket": [["policy", RESOURCE]],
  "aws:s3/bucketV2:BucketV2": [["policy", RESOURCE]],
  "aws:s3/bucketPolicy:BucketPolicy": [["policy", RESOURCE]],
  "aws:s3/accessPoint:AccessPoint": [["policy", RESOURCE]],
  "aws:sns/topic:Topic": [["policy", RESOURCE]],
  "aws:sns/topicPolicy:TopicPolicy": [["policy", RESOURCE]],
  "aws:sqs/queue:Queue": [["policy", RESOURCE]],
  "aws:sqs/queuePolicy:QueuePolicy": [["policy", RESOURCE]],
  "aws:kms/key:Key": [["policy", RESOURCE]],
  "aws:kms/keyPolicy:KeyPolicy": [["policy", RESOURCE]],
  "aws:ecr/repositoryPolicy:RepositoryPolicy": [["policy", RESOURCE]],
  "aws:cloudwatch/logResourcePolicy:LogResourcePolicy": [["policyDocument", RESOURCE]],
  "aws:cloudwatch/eventBusPolicy:EventBusPolicy": [["policy", RESOURCE]],
  "aws:secretsmanager/secret:Secret": [["policy", RESOURCE]],
  "aws:secretsmanager/secretPolicy:SecretPolicy": [["policy", RESOURCE]],
  "aws:sagemaker/modelPackageGroupPolicy:ModelPackageGroupPolicy": [["resourcePolicy", RESOURCE]],
};

/** A Lambda function's resource policy is written statement by statement, each a resource of its own. */
const LAMBDA_PERMISSION = "aws:lambda/permission:Permission";

/** Types that hold a document. */
export const DOCUMENT_TYPES = [...Object.keys(PLACES), LAMBDA_PERMISSION];

/** Types that hold a document which says what an identity may do. */
export const IDENTITY_TYPES = typesWith(IDENTITY);

/** Types that hold a document which says who may assume a role. */
export const TRUST_TYPES = typesWith("trust");

/** Types that hold a document which says who may use a resource. */
export const RESOURCE_TYPES = [...typesWith(RESOURCE), LAMBDA_PERMISSION];

function typesWith(kind: DocumentKind): string[] {
  return Object.keys(PLACES).filter((type) => PLACES[type]!.some(([, each]) => each === kind));
}

/** The documents of a resource. */
export function documentsOf(resource: Resource): Document[] {
  if (resource.type === LAMBDA_PERMISSION) return [{ path: "", value: permissionDocument(resource), kind: RESOURCE }];
  const places = PLACES[resource.type] ?? [];
  return places.flatMap(([path, kind]) => valuesAt(resource.properties, path).map((each) => ({ ...each, kind })));
}

/** The statement that Lambda makes of a permission: https://docs.aws.amazon.com/lambda/latest/api/API_AddPermission.html */
function permissionDocument({ properties }: Resource): unknown {
  const { principal, action, sourceArn, sourceAccount, principalOrgId } = properties;
  if (principal === UNKNOWN || action === UNKNOWN) return UNKNOWN;
  const name = String(principal);
  // A source that is not known yet is still a source: it will be there.
  const known = (value: unknown) => (value === UNKNOWN ? "arn:aws:unknown:::not-known-yet" : value);
  const Condition = {
    ...(sourceArn !== undefined && { ArnLike: { "aws:SourceArn": known(sourceArn) } }),
    ...(sourceAccount !== undefined && { StringEquals: { "aws:SourceAccount": known(sourceAccount) } }),
    ...(principalOrgId !== undefined && { StringEquals: { "aws:PrincipalOrgID": known(principalOrgId) } }),
  };
  const isService = /^[\w.-]+\.amazonaws\.com(\.cn)?$/.test(name);
  const statement = {
    Effect: "Allow",
    Principal: name === "*" ? "*" : isService ? { Service: name } : { AWS: name },
    Action: action,
    Resource: "*",
    ...(Object.keys(Condition).length > 0 && { Condition }),
  };
  return { Version: "2012-10-17", Statement: [statement] };
}

/** Where policies are attached by their ARN. */
const ATTACHMENTS: Readonly<Record<string, string>> = {
  "aws:iam/role:Role": "managedPolicyArns[]",
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment": "policyArn",
  "aws:iam/rolePolicyAttachmentsExclusive:RolePolicyAttachmentsExclusive": "policyArns[]",
  "aws:iam/userPolicyAttachment:UserPolicyAttachment": "policyArn",
  "aws:iam/groupPolicyAttachment:GroupPolicyAttachment": "policyArn",
  "aws:iam/policyAttachment:PolicyAttachment": "policyArn",
  "aws:ssoadmin/managedPolicyAttachment:ManagedPolicyAttachment": "managedPolicyArn",
};

/** Types that attach policies. */
export const ATTACHMENT_TYPES = Object.keys(ATTACHMENTS);

/** An ARN that a resource attaches, or `UNKNOWN`. */
export interface AttachedArn extends Located {
  /** The property that it is in. */
  property: string;
  /** Whether it is one ARN; false for a list of them that is not known. */
  isSingle: boolean;
}

/** The ARNs that a resource attaches. */
export function attachedArns(resource: Resource): AttachedArn[] {
  const place = ATTACHMENTS[resource.type];
  if (place === undefined) return [];
  const property = place.replace("[]", "");
  return valuesAt(resource.properties, place).map((each) => ({
    ...each,
    property,
    isSingle: place === property || each.path.endsWith("]"),
  }));
}
