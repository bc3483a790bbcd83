/** Requests made up for a permission's templates: every parameter that they read is given. */
import type { Integration, Permission } from "../../asl/catalogue/integration";
import type { Json, JsonObject } from "../../asl/definition";

/** What a parameter holds that goes through a rewriting. */
const REWRITTEN: Record<string, string> = {
  queueArn: "https://sqs.us-east-1.amazonaws.com/123456789012/jobs",
  executionArn: "arn:aws:states:us-east-1:123456789012:stateMachine:nightly",
  connectionSecretArn: "arn:aws:events:us-east-1:123456789012:connection/partner/id",
  bucketArn: "s3://bucket/prefix",
  objectsArn: "s3://bucket/prefix",
  objectArn: "s3://bucket/key",
};

/** Every template of a permission: resources and values of conditions. */
export function templatesOf({ resources, conditions = {}, conditionsWhenGiven = {} }: Permission): string[] {
  const values = Object.values({ ...conditions, ...conditionsWhenGiven }).flatMap((keys) => Object.values(keys).flat());
  return [...resources, ...values];
}

/** The parameters that templates read: path and rewriting. */
export function holesOf(templates: readonly string[]): { path: string; rewriting: string | undefined }[] {
  return templates.flatMap((template) =>
    [...template.matchAll(/\{\$\.([^}|=]+)(?:\|(\w+))?(?:=[^}]*)?\}/g)].map(([, path = "", rewriting]) => ({
      path,
      rewriting,
    })),
  );
}

/** A request with every parameter that the integration's permissions read. */
export function sampleRequest({ permissions }: Integration): JsonObject {
  const request: JsonObject = {};
  for (const { path, rewriting } of holesOf(permissions.flatMap(templatesOf))) {
    put(request, path.split("."), REWRITTEN[rewriting ?? ""] ?? "name");
  }
  for (const { when } of permissions) if (when !== undefined && request[when] === undefined) request[when] = "name";
  return request;
}

function put(into: JsonObject, [step = "", ...rest]: string[], value: Json): void {
  const name = step.replace("[]", "");
  if (rest.length === 0) {
    // A value that is rewritten somewhere says more than a name.
    if (into[name] === undefined || value !== "name") into[name] = step.endsWith("[]") ? [value] : value;
    return;
  }
  const inner = (into[name] ??= step.endsWith("[]") ? [{}] : {});
  put((Array.isArray(inner) ? inner[0] : inner) as JsonObject, rest, value);
}
