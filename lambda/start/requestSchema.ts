/** Judges requests by a JSON schema, and says all that is wrong with them. */
import { dereference, type OutputUnit, type Schema, type SchemaDraft, validate } from "@cfworker/json-schema";
import { allowedBy, said, UNEVALUATED } from "./keywordWords";
import { below, lastOf, placeIn, schemaAround, type SchemasByUri } from "./schemaLocation";

/** A JSON schema that components/triggers/requestSchema.ts has let through. */
export type RequestSchema = boolean | Schema;

/** What is wrong with one part of a request. */
export interface RequestProblem {
  /** JSONPath: `$.Rounds`, `$.Columns[2]`. */
  Path: string;
  Given: string;
  Allowed: string;
}

/** More help nobody, and an answer of Lambda has at most 6 MB. */
const MAX_PROBLEMS = 100;

/** What is judged, and by what. */
interface Judgement {
  schema: Schema;
  draft: SchemaDraft;
  schemas: SchemasByUri;
  value: unknown;
}

/**
 * The problems of a request, at most 100, each with its path, what was given and what is allowed. Keywords mean what the
 * draft in `$schema` says, 2020-12 where there is none: https://json-schema.org/draft/2020-12/json-schema-validation
 *
 * @example requestProblems({ properties: { Rounds: { minimum: 1 } } }, { Rounds: 0 }) // [{ Path: "$.Rounds", Given: "0", Allowed: "at least 1" }]
 */
export function requestProblems(schema: RequestSchema, value: unknown): RequestProblem[] {
  if (typeof schema === "boolean") return schema ? [] : [problem("$", value, "nothing")];
  const draft = schema.$schema?.includes("draft-07") ? "7" : "2020-12";
  const judgement = { schema, draft, schemas: dereference(schema), value } as const;
  try {
    return withoutEchoes(problemsOf(errorsOf(judgement, false), judgement));
  } catch (error) {
    if (error instanceof URIError) return [{ Path: "$", Given: "half a character in a name", Allowed: "whole ones" }];
    if (!(error instanceof RangeError)) throw error;
  }
  // The library hands errors on as arguments, of which there may not be too many: the first is then the only one.
  try {
    return problemsOf(errorsOf(judgement, true), judgement);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return [{ Path: "$", Given: "too many levels", Allowed: "fewer values within values" }];
  }
}

/** What is wrong with a value's parts makes the value itself one that no schema has evaluated: that says nothing more. */
function withoutEchoes(problems: RequestProblem[]): RequestProblem[] {
  const isEcho = ({ Allowed }: RequestProblem) => Allowed === UNEVALUATED;
  const told = problems.filter((each) => !isEcho(each)).map(({ Path }) => Path);
  const isTold = (path: string) =>
    told.some((each) => each === path || each.startsWith(`${path}.`) || each.startsWith(`${path}[`));
  return problems.filter((each) => !isEcho(each) || !isTold(each.Path));
}

function errorsOf({ value, schema, draft, schemas }: Judgement, firstOnly: boolean): OutputUnit[] {
  return validate(value, schema, draft, schemas, firstOnly).errors;
}

/** Where a keyword applies other schemas, the errors of those follow its own. */
function problemsOf(errors: readonly OutputUnit[], judgement: Judgement): RequestProblem[] {
  const found = new Map<string, RequestProblem>();
  for (let index = 0; index < errors.length && found.size < MAX_PROBLEMS; index++) {
    const error = errors[index]!;
    const told = TELL[error.keyword] ?? tellKeyword;
    const last = OPAQUE.has(error.keyword) ? lastWithin(errors, index) : index;
    for (const each of told(error, judgement, errors.slice(index + 1, last + 1), errors[index - 1])) {
      found.set(JSON.stringify(each), each);
    }
    index = last;
  }
  return [...found.values()];
}

/** Keywords that tell of what follows themselves. */
const OPAQUE: ReadonlySet<string> = new Set(["anyOf", "oneOf", "contains", "propertyNames"]);

/** Index of the last error of the schemas that a keyword applies. */
function lastWithin(errors: readonly OutputUnit[], index: number): number {
  const { keywordLocation } = errors[index]!;
  let last = index;
  for (let next = errors[last + 1]; next !== undefined; next = errors[last + 1]) {
    // That of the schema `false` has no location of its own; it always belongs to the one before it.
    if (next.keyword !== "false" && !next.keywordLocation.startsWith(`${keywordLocation}/`)) break;
    last++;
  }
  return last;
}

type Tell = (
  error: OutputUnit,
  judgement: Judgement,
  inner: readonly OutputUnit[],
  previous: OutputUnit | undefined,
) => RequestProblem[];

const tellKeyword: Tell = ({ keyword, keywordLocation, instanceLocation }, { schema, schemas, value }) => {
  const place = placeIn(value, instanceLocation);
  return [problem(place.path, place.value, allowedBy(keyword, schemaAround(schema, keywordLocation, schemas)))];
};

/** The errors that follow say what is wrong. */
const tellNothing: Tell = () => [];

/** What all alternatives allow where they judge the value itself; else what the nearest finds wrong, which says the most. */
const tellAlternatives: Tell = ({ keyword, keywordLocation, instanceLocation }, judgement) => {
  const { schema, draft, schemas } = judgement;
  const { path, value } = placeIn(judgement.value, instanceLocation);
  const branches = schemaAround(schema, keywordLocation, schemas)[keyword] as (Schema | boolean)[];
  const told = branches.map((branch, index) =>
    problemsOf(
      validate(value, branch, draft, schemas, false, null, instanceLocation, `${keywordLocation}/${index}`).errors,
      judgement,
    ),
  );
  const matches = told.filter(({ length }) => length === 0).length;
  if (matches > 0) return [problem(path, value, `what one alone of ${told.length} alternatives takes, not ${matches}`)];
  const [nearest = []] = told.toSorted((a, b) => a.length - b.length);
  if (told.some((problems) => problems.some(({ Path }) => Path !== path))) return nearest;
  const allowed = told.map((problems) => problems.map(({ Allowed }) => Allowed).join(" and "));
  return [problem(path, value, [...new Set(allowed)].join(" or "))];
};

/** All that is missing is told at the first of the errors, each of which names one. */
const tellMissing: Tell = ({ keyword, keywordLocation, instanceLocation }, { schema, schemas, value }) => {
  const place = placeIn(value, instanceLocation);
  const given = place.value as Record<string, unknown>;
  const allowed = schemaAround(schema, keywordLocation, schemas)[keyword] as string[] | Record<string, unknown>;
  const missing = (names: readonly string[], words: string) =>
    names
      .filter((name) => !Object.hasOwn(given, name))
      .map((name) => ({ Path: below(place.path, name), Given: "nothing", Allowed: words }));
  if (Array.isArray(allowed)) return missing(allowed, "a value: it is required");
  // Where a name brings a schema, the errors of that follow.
  return Object.entries(allowed).flatMap(([name, names]) =>
    Object.hasOwn(given, name) && Array.isArray(names)
      ? missing(names as string[], `a value: it is required with ${name}`)
      : [],
  );
};

/** The name itself is judged; errors of the library point to its value. */
const tellName: Tell = ({ keywordLocation }, judgement, inner) => {
  const { draft, schemas } = judgement;
  const [{ instanceLocation }] = inner as [OutputUnit];
  const { path } = placeIn(judgement.value, instanceLocation);
  const name = lastOf(instanceLocation);
  const around = schemaAround(judgement.schema, keywordLocation, schemas);
  const schema = around.propertyNames as Schema | boolean;
  if (typeof schema === "boolean") return [problem(path, name, "no names")];
  const own = { schema, draft, schemas, value: name };
  return problemsOf(errorsOf(own, false), own).map(({ Allowed }) => problem(path, name, `as its name ${Allowed}`));
};

/** The schema `false`: what it means depends on the keyword that it belongs to. */
const tellFalse: Tell = ({ instanceLocation }, { schema, schemas, value }, _inner, previous) => {
  const place = placeIn(value, instanceLocation);
  const closes = previous?.keyword === "additionalProperties" || previous?.keyword === "unevaluatedProperties";
  const allowed = closes
    ? allowedBy(previous.keyword, schemaAround(schema, previous.keywordLocation, schemas))
    : "nothing";
  return [problem(place.path, place.value, allowed)];
};

/** Keyword -> how its errors are told. */
const TELL: Readonly<Record<string, Tell>> = {
  ...{
    $ref: tellNothing,
    allOf: tellNothing,
    if: tellNothing,
    properties: tellNothing,
    patternProperties: tellNothing,
  },
  ...{ additionalProperties: tellNothing, unevaluatedProperties: tellNothing, dependentSchemas: tellNothing },
  ...{ items: tellNothing, prefixItems: tellNothing, additionalItems: tellNothing, unevaluatedItems: tellNothing },
  ...{ anyOf: tellAlternatives, oneOf: tellAlternatives },
  ...{ required: tellMissing, dependentRequired: tellMissing, dependencies: tellMissing },
  propertyNames: tellName,
  false: tellFalse,
};

function problem(Path: string, value: unknown, Allowed: string): RequestProblem {
  return { Path, Given: said(value), Allowed };
}
