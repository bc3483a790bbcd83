/** Which of a statement's resources an action can be about: policies list resources of several types side by side. */
import { mayBeOf } from "./arnParts";

/** S3's actions on objects; the others are on buckets: https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html */
const ON_OBJECTS = /^s3:(?!.*Bucket).*(Object|MultipartUploadParts|AbortMultipartUpload)/i;

/** Whether an action can be about a resource: of its service, and in S3 of its kind. */
export function canBeAbout(action: string, resource: string): boolean {
  const [service = ""] = action.toLowerCase().split(":");
  // A role is assumed under IAM's name for it.
  if (!mayBeOf(service === "sts" ? "iam" : service, resource)) return false;
  const name = service === "s3" ? /^arn:[^:]*:s3:::([^*?$]*)/.exec(resource)?.[1] : undefined;
  if (name === undefined) return true;
  const isObject = name.includes("/");
  // `arn:aws:s3:::churn*` is buckets and objects.
  return ON_OBJECTS.test(action) ? isObject || /[*?$]/.test(resource) : !isObject;
}
