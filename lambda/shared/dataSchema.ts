import * as v from "valibot";
import { atLeast, finite, name, optional } from "./handler";

const share = v.pipe(atLeast(0), v.maxValue(1, "a share, from 0 to 1"));
const count = (least: number, most: number) => {
  const expected = `a whole number from ${least} to ${most}`;
  return v.pipe(v.number(expected), v.integer(expected), v.minValue(least, expected), v.maxValue(most, expected));
};

/** What a column may hold. The first column is the label. */
const column = v.strictObject({
  /** As a header row may write it. */
  name,
  /**
   * `number`: any finite number; `integer`: a whole one; `category`: a whole number that stands for a category. Text is
   * none of them: XGBoost reads numbers only, so that categories have to be encoded before.
   */
  type: v.picklist(["number", "integer", "category"], '"number", "integer" or "category"'),
  minimum: optional(finite),
  maximum: optional(finite),
  /** Codes that a category may have. Default: any. */
  values: optional(v.pipe(v.array(v.pipe(v.number("a code"), v.integer("a code")), "codes"), v.minLength(1, "codes"))),
  /** Share of its cells that may be empty, from 0 to 1. Default: 0. A label is never missing. */
  missingShare: optional(share),
});

/** What the data must be. Without it: as many columns in each row, each a finite number, ten rows, two labels. */
export const dataSchema = v.strictObject({
  /** All of them, in their order, the label first. A header row that names exactly these is left out. Default: any. */
  columns: optional(v.pipe(v.array(column, "columns"), v.minLength(2, "the label and at least one more column"))),
  /** Default: 10. */
  minimumRows: optional(count(1, 1e12)),
  labels: optional(
    v.strictObject({
      minimum: optional(finite),
      maximum: optional(finite),
      /** How many different labels there must be, at least. Default: 2. */
      distinct: optional(count(1, 1000)),
    }),
  ),
});

/** What the data must be, as states and settings write it. */
export type DataSchema = v.InferInput<typeof dataSchema>;

/** What a column must be. */
export type ColumnSchema = NonNullable<DataSchema["columns"]>[number];
