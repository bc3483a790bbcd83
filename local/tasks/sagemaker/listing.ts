/** What SageMaker's List… calls have in common: filters, order, pages. */
import type { JsonObject } from "../../../asl/definition";
import { textOf } from "../parameters";
import { ServiceError } from "../serviceErrors";

/** Something that a List… call can return. */
export interface Listed {
  name: string;
  created: Date;
  /** When it was created, where that is not told. */
  modified?: Date;
  status?: string;
  /** What the call returns of it. */
  summary: JsonObject;
}

/** The page of a List… call. */
export interface Page {
  summaries: JsonObject[];
  /** Gives the next page; absent with the last one. */
  NextToken?: string;
}

/** How many SageMaker returns when it is not told: https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ListEndpoints.html */
const PAGE = 10;

/** What is compared by each value of `SortBy`; what is equal stays in the order of its creation. */
const ORDERS: Readonly<Record<string, (one: Listed) => string | number>> = {
  Name: ({ name }) => name,
  CreationTime: ({ created }) => created.getTime(),
  Status: ({ status = "" }) => status,
};

/**
 * The page that a List… request asks for, by `NameContains`, `StatusEquals`, `CreationTimeAfter` and its siblings, `SortBy`,
 * `SortOrder`, `MaxResults` and `NextToken`.
 *
 * @param items in the order of their creation
 * @param defaultOrder where the request has no `SortOrder`
 * @throws {ServiceError} for a token that no page gave
 */
export function pageOf(
  items: readonly Listed[],
  request: JsonObject,
  defaultOrder: "Ascending" | "Descending" = "Descending",
): Page {
  const key = ORDERS[textOf(request, "SortBy") || "CreationTime"] ?? ORDERS["CreationTime"]!;
  const sorted = items
    .filter((item) => isAskedFor(item, request))
    .toSorted((one, other) => (key(one) < key(other) ? -1 : key(one) > key(other) ? 1 : 0));
  if ((textOf(request, "SortOrder") || defaultOrder) === "Descending") sorted.reverse();

  const start = startOf(textOf(request, "NextToken"));
  const end = start + (Number(request["MaxResults"]) || PAGE);
  return {
    summaries: sorted.slice(start, end).map(({ summary }) => summary),
    ...(end < sorted.length && { NextToken: Buffer.from(String(end)).toString("base64url") }),
  };
}

function isAskedFor({ name, created, modified = created, status }: Listed, request: JsonObject): boolean {
  const time = (parameter: string) => Date.parse(textOf(request, parameter));
  const isWithin = (at: Date, after: string, before: string) =>
    !(at.getTime() <= time(after)) && !(at.getTime() >= time(before));
  return (
    name.toLowerCase().includes(textOf(request, "NameContains").toLowerCase()) &&
    (!textOf(request, "StatusEquals") || status === textOf(request, "StatusEquals")) &&
    isWithin(created, "CreationTimeAfter", "CreationTimeBefore") &&
    isWithin(modified, "LastModifiedTimeAfter", "LastModifiedTimeBefore")
  );
}

function startOf(token: string): number {
  if (token === "") return 0;
  const start = Number(Buffer.from(token, "base64url").toString());
  if (Number.isInteger(start) && start > 0) return start;
  throw new ServiceError("ValidationException", "Invalid pagination token.");
}
