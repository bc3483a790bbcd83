/** S3 in this process's memory, as far as states and Distributed Maps use it. */
import type { RoleS3 } from "../../../local/s3/client";

/** Objects by `<bucket>/<key>`. */
export interface MemoryS3 {
  objects: Map<string, string>;
  client: RoleS3;
}

/** What commands of the SDK's S3 client hold. */
interface Request {
  Bucket: string;
  Key?: string;
  Body?: unknown;
  Prefix?: string;
  CopySource?: string;
  Delete?: { Objects: { Key: string }[] };
}

type Answer = (request: Request) => object;

/** An S3 with all buckets in the world, empty at first. */
export function memoryS3(): MemoryS3 {
  const objects = new Map<string, string>();
  const place = ({ Bucket, Key = "" }: Request) => `${Bucket}/${Key}`;

  function found(at: string): string {
    const body = objects.get(at);
    if (body === undefined) throw refusal("NoSuchKey", 404, "The specified key does not exist.");
    return body;
  }
  function described(body: string) {
    return { ETag: '"0123456789abcdef"', ContentLength: Buffer.byteLength(body), LastModified: new Date(0) };
  }

  const answers: Record<string, Answer> = {
    PutObjectCommand(request) {
      const { Body = "" } = request;
      objects.set(place(request), typeof Body === "string" ? Body : Buffer.from(Body as Uint8Array).toString());
      return { ETag: '"0123456789abcdef"' };
    },
    GetObjectCommand(request) {
      const body = found(place(request));
      const Body = {
        transformToString: async () => body,
        transformToByteArray: async () => new Uint8Array(Buffer.from(body)),
      };
      return { ...described(body), Body };
    },
    HeadObjectCommand: (request) => described(found(place(request))),
    HeadBucketCommand: () => ({}),
    CopyObjectCommand(request) {
      objects.set(place(request), found(decodeURIComponent(request.CopySource!).replace(/^\//, "")));
      return { CopyObjectResult: {} };
    },
    DeleteObjectCommand(request) {
      objects.delete(place(request));
      return {};
    },
    DeleteObjectsCommand({ Bucket, Delete }) {
      for (const { Key } of Delete!.Objects) objects.delete(`${Bucket}/${Key}`);
      return {};
    },
    ListObjectsV2Command({ Bucket, Prefix = "" }) {
      const keys = [...objects.keys()].filter((key) => key.startsWith(`${Bucket}/${Prefix}`)).sort();
      const Contents = keys.map((key) => {
        const { ContentLength: Size, ...more } = described(objects.get(key)!);
        return { Key: key.slice(Bucket.length + 1), Size, ...more };
      });
      return { Contents, KeyCount: Contents.length, IsTruncated: false };
    },
  };
  const send = async (command: { constructor: { name: string }; input: Request }) => {
    const answer = answers[command.constructor.name];
    if (!answer) throw new Error(`This S3 has no ${command.constructor.name}.`);
    return answer(command.input);
  };
  return { objects, client: { send, destroy() {} } };
}

function refusal(name: string, httpStatusCode: number, message: string): Error {
  return Object.assign(new Error(message), { name, $metadata: { httpStatusCode } });
}
