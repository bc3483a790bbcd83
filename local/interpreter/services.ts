/** S3 as a Distributed Map's ItemReader and ResultWriter need it; requests and answers are those of S3's API. */

/** An object of a listing. */
export interface ListedObject {
  Key: string;
  ETag: string;
  Size: number;
  LastModified: Date;
  StorageClass: string;
}

/** The services that an execution calls itself, not through a task. Errors become the state's failure. */
export interface Services {
  s3: {
    getObject(request: { Bucket: string; Key: string; VersionId?: string }, signal: AbortSignal): Promise<Uint8Array>;
    /** Page by page; without `NextContinuationToken` it was the last. */
    listObjectsV2(
      request: { Bucket: string; Prefix?: string; ContinuationToken?: string },
      signal: AbortSignal,
    ): Promise<{ Contents: ListedObject[]; NextContinuationToken?: string }>;
    putObject(
      request: { Bucket: string; Key: string; Body: string; ContentType: string },
      signal: AbortSignal,
    ): Promise<void>;
  };
}
