import { quoted, toNumber } from "./cells";
import type { ColumnSchema, DataSchema } from "./dataSchema";
import { DriftCount, type Baseline, type Drift } from "./drift";
import { Problems } from "./problems";
import { TableStatistics, type StatisticsDocument } from "./tableStatistics";

/** What is known of a table's cells in one column. */
interface Column {
  /** As messages write it: `column 2 (radius)`. */
  title: string;
  /** As statistics write it: `radius`. */
  name: string;
  schema: ColumnSchema | undefined;
  missing: number;
  firstMissing: string;
}

/**
 * Checks a table row by row against a schema, and takes its statistics. Every cell has to be what SageMaker's XGBoost
 * reads as a finite number, or empty where its column may have gaps.
 *
 * Source: https://docs.aws.amazon.com/sagemaker/latest/dg/xgboost.html#InputOutput-XGBoost
 */
export class TableCheck {
  readonly problems = new Problems();
  rows = 0;
  private columns: Column[] | undefined;
  private statistics: TableStatistics | undefined;
  private driftCount: DriftCount | undefined;
  private values = new Float64Array();
  private readonly labels = new Set<number>();
  private readonly distinctLabels: number;

  /**
   * @param schema what the table has to be
   * @param source what messages call the data; rows of other objects are named with their object
   * @param baseline what the data is compared with
   */
  constructor(
    private readonly schema: DataSchema,
    private readonly source: string,
    private readonly baseline?: Baseline,
  ) {
    this.distinctLabels = schema.labels?.distinct ?? 2;
    if (schema.columns) this.begin(schema.columns.length);
  }

  /** How many columns the table has; 0 before the first row. */
  get width(): number {
    return this.columns?.length ?? 0;
  }

  /**
   * Takes a row.
   *
   * @returns whether it is data, not a header
   */
  row(cells: readonly string[], object: string, line: number, isFirst: boolean): boolean {
    const place = `${object === this.source ? "" : `${object}, `}row ${line}`;
    if (isFirst && this.isHeader(cells, place)) return false;
    this.rows += 1;
    const columns = this.columns ?? this.begin(cells.length);
    if (cells.length !== columns.length) {
      const allowed = this.schema.columns
        ? `${columns.length}, as in the schema`
        : `${columns.length}, as in the first row`;
      this.problems.add(place, `${cells.length} columns`, allowed);
      return true;
    }
    for (let index = 0; index < columns.length; index += 1) this.cell(columns[index]!, index, cells[index]!, place);
    this.statistics!.add(this.values);
    this.driftCount?.add(this.values);
    return true;
  }

  /** Adds what can only be told when all rows have been seen. */
  end(): void {
    const { minimumRows } = this.schema;
    if (this.rows === 0) {
      if (this.problems.count === 0) this.problems.add(this.source, "no rows", "rows of numbers, label first");
      return;
    }
    const least = minimumRows ?? 10;
    if (this.rows < least) this.problems.add("rows", `${this.rows}`, `at least ${least}`);
    for (const { title, schema, missing, firstMissing } of this.columns ?? []) {
      const share = schema?.missingShare ?? 0;
      if (missing <= share * this.rows) continue;
      const given = `${missing} of ${this.rows} cells empty (the first in ${firstMissing})`;
      this.problems.add(title, given, share === 0 ? "none" : `at most ${share * 100} %`);
    }
    // What is not a number has been reported already.
    if (this.labels.size > 0 && this.labels.size < this.distinctLabels) {
      const [label] = this.labels;
      const given = this.labels.size === 1 ? `${label} in each row` : `${this.labels.size} different labels`;
      this.problems.add("column 1 (the label)", given, `at least ${this.distinctLabels} different labels`);
    }
  }

  /** Statistics of the rows so far. */
  document(): StatisticsDocument | undefined {
    return this.statistics?.document(this.names());
  }

  /** The column furthest from the baseline; undefined without baseline or rows. */
  drift(): Drift | undefined {
    return this.rows > 0 ? this.driftCount?.worst(this.names()) : undefined;
  }

  private names(): string[] {
    return this.columns?.map(({ name }) => name) ?? [];
  }

  private begin(width: number): Column[] {
    this.columns = Array.from({ length: width }, (_, index) => {
      const schema = this.schema.columns?.[index];
      const label = index === 0 ? "the label" : undefined;
      const inBrackets = schema?.name ?? label;
      const title = `column ${index + 1}${inBrackets === undefined ? "" : ` (${inBrackets})`}`;
      return { title, name: schema?.name ?? `column ${index + 1}`, schema, missing: 0, firstMissing: "" };
    });
    if (width < 2) this.problems.add(this.source, "1 column", "the label, a comma, and the features");
    this.statistics = new TableStatistics(width);
    this.values = new Float64Array(width);
    if (this.baseline && this.baseline.length !== width) {
      this.problems.add("columns", `${width}`, `${this.baseline.length}, as in the baseline's statistics`);
    } else if (this.baseline) {
      this.driftCount = new DriftCount(this.baseline);
    }
    return this.columns;
  }

  /** Whether the first row of an object is a header; one that should not be there, or names other columns, is a problem. */
  private isHeader(cells: readonly string[], place: string): boolean {
    const names = this.schema.columns?.map(({ name }) => name);
    if (names && names.length === cells.length && names.every((name, index) => name === cells[index])) return true;
    if (cells.some((cell) => cell === "" || !Number.isNaN(toNumber(cell)))) return false;
    if (cells.length === 1 && !names) return false;
    if (!names) {
      this.problems.add(
        place,
        quoted(cells.join(",")),
        "numbers (it looks like a header: remove it, or name the columns)",
      );
      return true;
    }
    const absent = names.filter((name) => !cells.includes(name));
    const strange = cells.filter((cell) => !names.includes(cell));
    for (const name of absent.slice(0, 5))
      this.problems.add(`${place} (the header)`, `no column ${quoted(name)}`, "all columns of the schema");
    for (const name of strange.slice(0, 5))
      this.problems.add(`${place} (the header)`, `column ${quoted(name)}`, "the columns of the schema alone");
    if (absent.length + strange.length === 0) {
      this.problems.add(
        `${place} (the header)`,
        quoted(cells.join(",")),
        `the order of the schema: ${quoted(names.join(","))}`,
      );
    }
    return true;
  }

  private cell(column: Column, index: number, cell: string, place: string): void {
    const { schema, title } = column;
    const value = toNumber(cell);
    this.values[index] = value;
    if (cell === "") {
      column.missing += 1;
      if (column.missing === 1) column.firstMissing = place;
      if (index === 0 && schema?.missingShare) this.problems.add(`${place}, ${title}`, "an empty cell", "a label");
      return;
    }
    const allowed = Number.isNaN(value) ? "a number" : this.violated(value, index, schema);
    if (allowed !== undefined)
      this.problems.add(`${place}, ${title}`, Number.isNaN(value) ? quoted(cell) : cell, allowed);
    else if (index === 0 && this.labels.size < this.distinctLabels) this.labels.add(value);
  }

  /** What a number should have been; undefined when it is. */
  private violated(value: number, index: number, schema: ColumnSchema | undefined): string | undefined {
    if (schema) {
      if (schema.type === "integer" && !Number.isInteger(value)) return "a whole number";
      if (schema.type === "category" && !Number.isInteger(value)) return "a category's code, a whole number";
      if (schema.values && !schema.values.includes(value)) return `one of ${quoted(schema.values.join(", "))}`;
      const outside = outsideOf(value, schema.minimum, schema.maximum);
      if (outside !== undefined) return outside;
    }
    const { labels } = this.schema;
    return index === 0 && labels ? outsideOf(value, labels.minimum, labels.maximum) : undefined;
  }
}

function outsideOf(
  value: number,
  minimum: number | null | undefined,
  maximum: number | null | undefined,
): string | undefined {
  const [least, most] = [minimum ?? -Infinity, maximum ?? Infinity];
  if (value >= least && value <= most) return undefined;
  if (least === -Infinity) return `at most ${most}`;
  return most === Infinity ? `at least ${least}` : `${least} to ${most}`;
}
