/** How a tuning job chooses the hyperparameters of its next trial. */
import { createHash } from "node:crypto";
import { join } from "node:path";
import { startProcess } from "../../process";
import { pythonEnvironment } from "../../python/childEnvironment";
import type { JobEnvironment } from "../jobEnvironment";
import { coordinatesOf, gridOf, valuesAt, type Dimension, type HyperParameters } from "./searchSpace";

/** A trial as a searcher sees it; `value` is absent while it runs and when it had no objective. Larger is better. */
export interface Tried {
  values: HyperParameters;
  value?: number;
  isRunning: boolean;
}

/** Chooses trials. */
export interface Searcher {
  /** The next trial's hyperparameters; undefined when there is nothing left to be tried. */
  next(tried: readonly Tried[]): Promise<HyperParameters | undefined>;
  close(): Promise<void>;
}

const SCRIPT = join(__dirname, "..", "..", "containers", "suggest_trial.py");
/** Trials at random before there is a model. */
const FIRST_TRIALS = 3;
const CANDIDATES = 1000;
/** Candidates close to the best trial so far, and how close: the search's last steps are small. */
const CANDIDATES_NEARBY = 200;
const NEARBY = 0.1;
/** How often a point is drawn anew that was tried before, as it is likely in a small space. */
const DRAWS = 100;

/** All combinations of categories, one after the other. */
export function gridSearcher(dimensions: readonly Dimension[]): Searcher {
  const left = gridOf(dimensions);
  return { next: async () => left.shift(), close: async () => {} };
}

/** Points at random, each its own as long as there are such. */
export function randomSearcher(dimensions: readonly Dimension[], seed: string): Searcher {
  const random = generator(seed);
  return { next: async (tried) => fresh(dimensions, tried, random), close: async () => {} };
}

/**
 * A search that learns from its trials: a Gaussian process (Matérn 5/2, one length scale for each coordinate) is fitted
 * to the objective values so far, and of many random points that with the largest expected improvement is tried next.
 * Trials that still run count as if they had come out as expected, so that several can run at the same time.
 *
 * SageMaker's own search does the same in principle; its kernel, its start and how it treats running trials are not
 * documented, so it tries other points than this. The first three trials are random here.
 * https://docs.aws.amazon.com/sagemaker/latest/dg/automatic-model-tuning-how-it-works.html
 */
export function bayesianSearcher(dimensions: readonly Dimension[], seed: string, env: JobEnvironment): Searcher {
  const random = generator(seed);
  let model: ReturnType<typeof startModel> | undefined;

  return {
    async next(tried) {
      const done = tried.filter(({ value }) => value !== undefined);
      if (tried.length < FIRST_TRIALS || done.length < 2) return fresh(dimensions, tried, random);
      const candidates = candidatesFor(dimensions, tried, done, random);
      model ??= startModel(env);
      const best = await (
        await model
      ).ask({
        tried: done.map(({ values }) => coordinatesOf(dimensions, values)),
        values: done.map(({ value }) => value!),
        running: tried.filter(({ isRunning }) => isRunning).map(({ values }) => coordinatesOf(dimensions, values)),
        candidates: candidates.map((values) => coordinatesOf(dimensions, values)),
      });
      return candidates[best];
    },
    close: async () => (await model)?.close(),
  };
}

/** Random points, and some around the best trial; none that a trial has had or has now, as long as there are others. */
function candidatesFor(
  dimensions: readonly Dimension[],
  tried: readonly Tried[],
  done: readonly Tried[],
  random: () => number,
) {
  const best = done.reduce((one, other) => (other.value! > one.value! ? other : one));
  const nearby = Array.from({ length: CANDIDATES_NEARBY }, () => {
    const point = valuesAt(
      dimensions.map((dimension) => around(dimension, best.values[dimension.name]!)),
      dimensions.map(random),
    );
    return point;
  });
  const anywhere = Array.from({ length: CANDIDATES }, () => valuesAt(dimensions, dimensions.map(random)));
  const known = new Set(tried.map(({ values }) => JSON.stringify(values)));
  const candidates = [...anywhere, ...nearby];
  const untried = candidates.filter((values) => !known.has(JSON.stringify(values)));
  return untried.length > 0 ? untried : candidates;
}

/** The part of a range that is close to a value; a category is all of its range. */
function around(dimension: Dimension, value: string): Dimension {
  if (dimension.kind === "categorical") return dimension;
  const [at = 0] = coordinatesOf([dimension], { [dimension.name]: value });
  const bound = (coordinate: number) =>
    Number(valuesAt([dimension], [Math.min(0.999_999, Math.max(0, coordinate))])[dimension.name]);
  return { ...dimension, min: bound(at - NEARBY), max: bound(at + NEARBY) };
}

/** A point that was not tried before; one that was when there seem to be no others. */
function fresh(dimensions: readonly Dimension[], tried: readonly Tried[], random: () => number): HyperParameters {
  const known = new Set(tried.map(({ values }) => JSON.stringify(values)));
  let values: HyperParameters = {};
  for (let draw = 0; draw < DRAWS; draw++) {
    values = valuesAt(dimensions, dimensions.map(random));
    if (!known.has(JSON.stringify(values))) break;
  }
  return values;
}

/** Random numbers in [0, 1) that are the same for the same seed: the generator `mulberry32`. */
function generator(seed: string): () => number {
  let state = createHash("sha256").update(seed).digest().readUInt32LE();
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let bits = Math.imul(state ^ (state >>> 15), state | 1);
    bits ^= bits + Math.imul(bits ^ (bits >>> 7), bits | 61);
    return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32;
  };
}

interface Question {
  tried: number[][];
  values: number[];
  running: number[][];
  candidates: number[][];
}

/** The model in Python: it stays for the whole search, because loading scikit-learn takes longer than a fit. */
async function startModel(env: JobEnvironment) {
  let onAnswer: (line: string) => void = () => {};
  const child = await startProcess(env.python, [SCRIPT], {
    env: pythonEnvironment(env.python),
    keepsInputOpen: true,
    signal: env.signal,
    onLine: (line, stream) => stream === "stdout" && onAnswer(line),
  });
  return {
    /** The index of the best candidate. */
    async ask(question: Question): Promise<number> {
      const answer = new Promise<string>((resolve) => (onAnswer = resolve));
      child.write(`${JSON.stringify(question)}\n`);
      const line = await Promise.race([answer, child.ended]);
      env.signal.throwIfAborted();
      if (typeof line !== "string") throw new Error(`${SCRIPT} ended: ${line.stderr.join("\n")}`);
      return (JSON.parse(line) as { best: number }).best;
    },
    close: async () => {
      await child.stop();
    },
  };
}
