/** Request types of `aws-sdk:sagemaker:*` and `aws-sdk:s3:*`, from the AWS SDK's clients: types only. */
import type { S3 } from "@aws-sdk/client-s3";
import type { SageMaker } from "@aws-sdk/client-sagemaker";
import type { Json } from "../definition";

type Capital =
  | "A"
  | "B"
  | "C"
  | "D"
  | "E"
  | "F"
  | "G"
  | "H"
  | "I"
  | "J"
  | "K"
  | "L"
  | "M"
  | "N"
  | "O"
  | "P"
  | "Q"
  | "R"
  | "S"
  | "T"
  | "U"
  | "V"
  | "W"
  | "X"
  | "Y"
  | "Z";

/** Capitals become small, up to the one that begins the next word. */
type AfterFirst<Text extends string> = Text extends `${infer First}${infer Rest}`
  ? First extends Capital
    ? Rest extends `${infer Second}${string}`
      ? Second extends Lowercase<Second>
        ? Second extends Uppercase<Second>
          ? `${Lowercase<First>}${AfterFirst<Rest>}`
          : Text
        : `${Lowercase<First>}${AfterFirst<Rest>}`
      : Lowercase<First>
    : Text
  : Text;

/** A member's name as the AWS SDK for Java has it, with a capital: `SSEKMSKeyId` is `SsekmsKeyId`, `ETag` stays. */
type JavaName<Name extends string> = Name extends `${infer First}${infer Rest}`
  ? `${Uppercase<First>}${AfterFirst<Rest>}`
  : Name;

/** A request as Step Functions takes it: Java's names, and JSON where the SDK has bytes. */
type SdkRequest<T> = T extends string | number | boolean | Date | undefined
  ? T
  : T extends Uint8Array
    ? Json
    : T extends (infer Item)[]
      ? SdkRequest<Item>[]
      : T extends object
        ? string extends keyof T
          ? { [Key in keyof T]: SdkRequest<T[Key]> }
          : { [Key in keyof T as JavaName<Key & string>]: Key extends "Body" ? Json : SdkRequest<T[Key]> }
        : T;

/** Methods of a client that are no API. */
type NoApi = "config" | "destroy" | "middlewareStack" | "send" | `paginate${string}` | `waitUntil${string}`;

type RequestsOf<Client, Service extends string> = {
  [Api in Exclude<keyof Client & string, NoApi> as `aws-sdk:${Service}:${Api}`]: Client[Api] extends (
    args: infer Input,
    ...rest: never[]
  ) => unknown
    ? SdkRequest<Input>
    : never;
};

/** Request type by API of the two services. */
export type SdkRequests = RequestsOf<SageMaker, "sagemaker"> & RequestsOf<S3, "s3">;

/** Whatever is called of the two services; those that `SdkRequests` lacks do not exist. */
export type TypedSdkApi = `aws-sdk:${"sagemaker" | "s3"}:${string}`;
