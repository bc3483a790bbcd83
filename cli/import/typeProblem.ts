/** Whether a Task's request has the type that its builder wants: what TypeScript would find is found here first. */
import { integrationOf } from "../../asl/catalogue/catalogue";
import type { Shape } from "../../asl/catalogue/shape";
import type { Json, State } from "../../asl/definition";
import { isJsonata } from "../../asl/expression/jsonata";
import { parseIntegration } from "../../asl/resource";

/** Integrations whose requests have no types, as `asl/catalogue/requests.ts` has it. */
const UNTYPED =
  /^(aws-sdk:(?!sagemaker:|s3:)|(apigateway|bedrock|codebuild|databrew|eks|mediaconvert|emr-containers|emr-serverless):)/;

/** Why TypeScript would refuse the builder's call; undefined when it takes it. */
export function typeProblem(state: State): string | undefined {
  if (state.Type !== "Task") return undefined;
  const integration = parseIntegration(state.Resource);
  if (integration === undefined || UNTYPED.test(integration.api)) return undefined;
  const row = integrationOf(integration.api);
  if (row === undefined) return `${integration.api} has no type`;
  if (!row.patterns.includes(integration.pattern))
    return `${integration.api} is not offered with ${integration.pattern}`;
  const misfit = misfitOf(state.Parameters ?? state.Arguments ?? {}, row.shapes.input, "");
  return misfit === undefined ? undefined : `${misfit} is not of the API's type`;
}

/** The path of the first value that has another type. */
function misfitOf(value: Json, shape: Shape, at: string): string | undefined {
  if (typeof value === "string" && isJsonata(value)) return undefined;
  const here = at === "" ? "the request" : at;
  switch (shape.type) {
    case "any":
      return undefined;
    case "string":
      return typeof value === "string" && (shape.enum?.includes(value) ?? true) ? undefined : here;
    case "integer":
    case "float":
      return typeof value === "number" ? undefined : here;
    case "boolean":
      return typeof value === "boolean" ? undefined : here;
    // The SDK's type is Date.
    case "timestamp":
      return here;
    case "list":
      if (!Array.isArray(value)) return here;
      return first(value.map((item, index) => misfitOf(item, shape.item!, `${at}[${index}]`)));
    case "map":
      return members(value, here, (key, member, isReference) =>
        isReference ? undefined : misfitOf(member, shape.value!, below(at, key)),
      );
    case "structure": {
      const missing = (shape.required ?? []).find(
        (key) => !Object.hasOwn(Object(value) as object, key) && !Object.hasOwn(Object(value) as object, `${key}.$`),
      );
      if (missing !== undefined) return below(at, missing);
      return members(value, here, (key, member, isReference) => {
        const known = shape.members?.[key];
        if (known === undefined) return below(at, key);
        return isReference ? undefined : misfitOf(member, known, below(at, key));
      });
    }
  }
}

function members(
  value: Json,
  here: string,
  look: (key: string, member: Json, isReference: boolean) => string | undefined,
): string | undefined {
  if (value === null || typeof value !== "object" || Array.isArray(value)) return here;
  return first(
    Object.entries(value).map(([key, member]) => {
      const isReference = key.endsWith(".$");
      return look(isReference ? key.slice(0, -2) : key, member, isReference);
    }),
  );
}

function first(found: (string | undefined)[]): string | undefined {
  return found.find((each) => each !== undefined);
}

function below(at: string, key: string): string {
  return at === "" ? key : `${at}.${key}`;
}
