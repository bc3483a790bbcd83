/** Numbers of a column that a statistics document holds. */
interface Moments {
  present: number;
  missing: number;
  mean: number;
  /** Sum of the squared distances from the mean. */
  squares: number;
  sum: number;
  minimum: number;
  maximum: number;
}

/** A part of a column's range: numbers above `lower_bound` up to `upper_bound`; the first holds its lower bound too. */
export interface Bucket {
  lower_bound: number;
  upper_bound: number;
  count: number;
}

/** A column of a statistics document. */
export interface FeatureStatistics {
  name: string;
  inferred_type: "Fractional" | "Integral";
  numerical_statistics: {
    common: { num_present: number; num_missing: number };
    mean: number;
    sum: number;
    /** Of the population, not of a sample. */
    std_dev: number;
    min: number;
    max: number;
    /** What 10 %, 20 %, … 90 % of the numbers are not above. */
    deciles: number[];
    distribution: { kll: { buckets: Bucket[] } };
  };
}

/**
 * Statistics of a table, as SageMaker Model Monitor writes them (it takes further members, such as `deciles`). The
 * buckets are cut at the deciles; equal deciles make one bucket of them.
 *
 * Source: https://docs.aws.amazon.com/sagemaker/latest/dg/model-monitor-byoc-statistics.html
 */
export interface StatisticsDocument {
  version: 0;
  dataset: { item_count: number };
  features: FeatureStatistics[];
}

/**
 * How many rows deciles are taken from: all of so many, else a random sample. The rank of a decile is then off by 0.5 % of
 * the rows (one standard deviation), far less than what counts as drift. Wide tables get fewer, so that the sample
 * stays below 32 MB.
 */
const SAMPLE_ROWS = 10_000;
const SAMPLE_CELLS = 4_000_000;

/**
 * Takes a table row by row, and gives its statistics. Memory depends on the number of columns, not of rows. The same rows
 * in the same order always give the same statistics.
 */
export class TableStatistics {
  private rows = 0;
  private readonly moments: Moments[];
  private readonly sample: Float64Array;
  private readonly sampleRows: number;
  private readonly random = randomNumbers(1);
  private readonly isIntegral: boolean[];

  /** @param columns how many cells each row has */
  constructor(private readonly columns: number) {
    this.moments = Array.from({ length: columns }, () => ({
      present: 0,
      missing: 0,
      mean: 0,
      squares: 0,
      sum: 0,
      minimum: Infinity,
      maximum: -Infinity,
    }));
    this.isIntegral = Array.from({ length: columns }, () => true);
    this.sampleRows = Math.max(100, Math.min(SAMPLE_ROWS, Math.floor(SAMPLE_CELLS / columns)));
    this.sample = new Float64Array(this.sampleRows * columns);
  }

  /** Adds a row; NaN stands for a cell that is missing. The array is not kept. */
  add(values: Float64Array): void {
    for (let column = 0; column < this.columns; column += 1) this.addCell(column, values[column]!);
    // A row takes the place of another with the chance that makes every row of the table equally likely to be kept
    // (Vitter's algorithm R).
    const place = this.rows < this.sampleRows ? this.rows : Math.floor(this.random() * (this.rows + 1));
    if (place < this.sampleRows) this.sample.set(values, place * this.columns);
    this.rows += 1;
  }

  /** @param names of the columns */
  document(names: readonly string[]): StatisticsDocument {
    return {
      version: 0,
      dataset: { item_count: this.rows },
      features: names.map((name, column) => this.feature(name, column)),
    };
  }

  /** Welford's way, which does not lose the digits of numbers that are large and close together. */
  private addCell(column: number, value: number): void {
    const moments = this.moments[column]!;
    if (Number.isNaN(value)) {
      moments.missing += 1;
      return;
    }
    moments.present += 1;
    const distance = value - moments.mean;
    moments.mean += distance / moments.present;
    moments.squares += distance * (value - moments.mean);
    moments.sum += value;
    if (value < moments.minimum) moments.minimum = value;
    if (value > moments.maximum) moments.maximum = value;
    if (!Number.isInteger(value)) this.isIntegral[column] = false;
  }

  private feature(name: string, column: number): FeatureStatistics {
    const { present, missing, mean, squares, sum, minimum, maximum } = this.moments[column]!;
    const values = this.sampled(column);
    const deciles = decilesOf(values);
    const isEmpty = present === 0;
    return {
      name,
      inferred_type: this.isIntegral[column] ? "Integral" : "Fractional",
      numerical_statistics: {
        common: { num_present: present, num_missing: missing },
        mean,
        sum,
        std_dev: isEmpty ? 0 : Math.sqrt(squares / present),
        min: isEmpty ? 0 : minimum,
        max: isEmpty ? 0 : maximum,
        deciles,
        distribution: { kll: { buckets: isEmpty ? [] : bucketsOf(values, deciles, minimum, maximum, present) } },
      },
    };
  }

  /** The numbers of a column in the sample, in order. */
  private sampled(column: number): Float64Array {
    const rows = Math.min(this.rows, this.sampleRows);
    const values = Float64Array.from({ length: rows }, (_, row) => this.sample[row * this.columns + column]!);
    return values.filter((value) => !Number.isNaN(value)).sort();
  }
}

function decilesOf(sorted: Float64Array): number[] {
  if (sorted.length === 0) return [];
  return Array.from({ length: 9 }, (_, index) => sorted[Math.ceil(((index + 1) * sorted.length) / 10) - 1]!);
}

function bucketsOf(
  sorted: Float64Array,
  deciles: readonly number[],
  minimum: number,
  maximum: number,
  present: number,
): Bucket[] {
  const bounds = [...new Set([...deciles, maximum])];
  let from = 0;
  return bounds.map((upper_bound, index) => {
    const lower_bound = bounds[index - 1] ?? minimum;
    let to = from;
    while (to < sorted.length && sorted[to]! <= upper_bound) to += 1;
    const count = Math.round(((to - from) / sorted.length) * present);
    from = to;
    return { lower_bound, upper_bound, count };
  });
}

/** Numbers from 0 up to 1 that look random and are the same each time (mulberry32). */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
