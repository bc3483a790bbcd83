/** S3 as a state machine itself reads and writes it, for Distributed Maps: with its own role, so that the gateway judges. */
import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand } from "@aws-sdk/client-s3";
import type { Services } from "../interpreter/services";
import type { RoleS3 } from "../s3/client";
import type { LocalAccount } from "../tasks/scope";
import { authorizeWriter } from "./mapRunCalls";

/**
 * The S3 of one machine.
 *
 * @param account asked for with the first call: a definition is looked at before there is an account
 */
export function machineS3(account: () => LocalAccount, roleArn: string): Services["s3"] {
  let made: RoleS3 | undefined;
  const client = () => (made ??= account().s3(roleArn));
  return {
    async getObject(request, abortSignal) {
      const { Body } = await client().send(new GetObjectCommand(request), { abortSignal });
      return Body!.transformToByteArray();
    },
    async listObjectsV2(request, abortSignal) {
      const { Contents = [], NextContinuationToken } = await client().send(new ListObjectsV2Command(request), {
        abortSignal,
      });
      return {
        Contents: Contents.map(({ Key, ETag, Size, LastModified, StorageClass }) => ({
          ...{ Key: Key!, ETag: ETag!, Size: Size!, LastModified: LastModified! },
          StorageClass: StorageClass ?? "STANDARD",
        })),
        ...(NextContinuationToken !== undefined && { NextContinuationToken }),
      };
    },
    async putObject(request, abortSignal) {
      await authorizeWriter(request, roleArn, account());
      await client().send(new PutObjectCommand(request), { abortSignal });
    },
  };
}
