/** Clients of the local S3. */
import { S3Client } from "@aws-sdk/client-s3";
import type { Credentials } from "../authorizer";
import { ADMIN_ACCESS_KEY } from "./gateway";

/** The runner's own credentials, which are never judged. */
export const ADMIN_CREDENTIALS: Credentials = { accessKeyId: ADMIN_ACCESS_KEY, secretAccessKey: "local" };

/** S3 as one role reaches it. */
export type RoleS3 = Pick<S3Client, "send" | "destroy">;

/** A client for the gateway; the administrator's when no credentials are given. */
export function s3Client(endpoint: string, region: string, credentials = ADMIN_CREDENTIALS): S3Client {
  return new S3Client({ endpoint, region, forcePathStyle: true, credentials, maxAttempts: 1 });
}
