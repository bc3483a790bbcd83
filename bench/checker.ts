/**
 * What the checker finds in definitions with one mistake each, beside asl-validator on the same ones. Run by
 * `npm run bench:checker`; a few minutes, nearly all of it asl-validator's. With `--misses` it only lists what our checker does not find.
 */
import validate from "asl-validator";
import { checkDefinition } from "../asl/check/checkDefinition";
import { type Judge, type Judged, judgeAll, LIMIT, ours, spread, tally } from "./checker/measure";
import type { Subject } from "./checker/mutation";
import { operators } from "./checker/operators";
import { subjects } from "./checker/subjects";
import { load, machine, median, publish, table } from "./report";

const RUNS = 5;

/** Mutants of each operator that asl-validator is asked about too: it takes a hundred times as long. */
const SAMPLE = 2;

/** Part of all mutants that has to be caught. */
const GOAL = 0.95;

type Validator = (definition: object) => number;

/** Errors of asl-validator, those of JSONPaths and ARNs included; one that throws has found something. */
const peer: Validator = (definition) => {
  try {
    // The validator writes into what it is given.
    return validate(structuredClone(definition), { checkPaths: true, checkArn: true }).errors.length;
  } catch {
    return 1;
  }
};

const own =
  ({ type }: Subject): Validator =>
  (definition) =>
    checkDefinition(definition, { type }).filter(({ severity }) => severity === "error").length;

/** Anywhere in the definition counts: its places are not named as ours are. */
const peerJudge: Judge = ({ definition }) => (peer(definition) > 0 ? "error" : "missed");

/** Milliseconds for each valid definition: the median of several runs. */
function times(check: (subject: Subject) => Validator): number[] {
  return subjects.map((subject) =>
    median(
      Array.from({ length: RUNS }, () => {
        const start = performance.now();
        check(subject)(subject.definition);
        return performance.now() - start;
      }),
    ),
  );
}

const falseAlarms = (check: (subject: Subject) => Validator) =>
  subjects.reduce((sum, subject) => sum + check(subject)(subject.definition), 0);

const percent = (part: number, whole: number) => `${((100 * part) / whole).toFixed(1)} %`;

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

function listMisses(): void {
  const judged = judgeAll(operators, subjects, ours);
  const misses = judged.filter(({ verdict }) => verdict !== "error");
  for (const { operator, subject, mutation, verdict } of misses) {
    console.log(`${verdict}\t${operator.class}\t${operator.name}\t${subject.name}\t${mutation.path}`);
  }
  console.log(`${judged.length - misses.length} of ${judged.length} caught by an error.`);
}

/** The names of operators of which some mutants are not caught by an error, with how many. */
function leftOver(judged: readonly Judged[]): string[][] {
  return operators.flatMap(({ name, breaks }) => {
    const of = judged.filter(({ operator }) => operator.name === name);
    const count = (wanted: string) => of.filter(({ verdict }) => verdict === wanted).length;
    return count("error") === of.length
      ? []
      : [[String(of.length), String(count("warning")), String(count("missed")), name, breaks]];
  });
}

/** Some mutants of every operator, spread over the definitions. */
function sampleOf(judged: readonly Judged[]): Judged[] {
  return operators.flatMap(({ name }) =>
    spread(
      judged.filter(({ operator }) => operator.name === name),
      SAMPLE,
    ),
  );
}

function main(): void {
  const judged = judgeAll(operators, subjects, ours, LIMIT);
  const sample = sampleOf(judged);
  const mine = tally(judged);
  const mineOfSample = tally(sample);
  const theirs = tally(sample.map((one) => ({ ...one, verdict: peerJudge(one.mutation, one.subject) })));
  const total = sum(mine.map(({ mutants }) => mutants));
  const caught = sum(mine.map((row) => row.caught));
  const warned = sum(mine.map((row) => row.warned));
  const ofSample = sum(mineOfSample.map((row) => row.caught));
  const peerCaught = sum(theirs.map((row) => row.caught));
  const [ownTimes, peerTimes] = [times(own), times(() => peer)];
  publish("bench/results/checker.md", [
    "# What the checker finds",
    "",
    `${subjects.length} definitions that AWS would accept, written for this (\`bench/checker/subjects/\`), broken in ${operators.length} ways`,
    "(`bench/checker/operators/`), one mistake in each mutant. Every mutant is refused by AWS, fails when it runs, or holds a",
    `rule or catcher that can never act. At most ${LIMIT} mutants of one operator on one definition are counted. Written by`,
    "`npm run bench:checker`.",
    "",
    "Ours has caught a mutant when it reports at least one error at the mutated place, above it or below it; where the",
    "mistake only shows elsewhere (a read of what is no longer written), at any place. A warning alone does not count and is",
    "listed apart. For asl-validator any error at all counts, and so does a crash; it has no warnings. Its checks of JSONPaths",
    "and ARNs are on.",
    "",
    `${machine(["asl-validator"])}. ${load()}`,
    "",
    table(
      ["class", "operators", "mutants", "caught", "by a warning only", "part caught"],
      [
        ...mine.map((row) => [
          row.class,
          row.operators,
          row.mutants,
          row.caught,
          row.warned,
          percent(row.caught, row.mutants),
        ]),
        ["**all**", operators.length, total, caught, warned, percent(caught, total)],
      ],
    ),
    "",
    `Goal: at least ${100 * GOAL} % of all${caught / total < GOAL ? " (missed)" : ""}.`,
    "",
    `Errors reported on the ${subjects.length} valid definitions: ours ${falseAlarms(own)}, asl-validator ${falseAlarms(() => peer)}.`,
    "",
    "## Beside asl-validator",
    "",
    `On ${SAMPLE} mutants of each operator (fewer where there are fewer), the same for both.`,
    "",
    table(
      ["class", "mutants", "ours", "asl-validator", "part ours", "part asl-validator"],
      [
        ...theirs.map((row, index) => [
          row.class,
          row.mutants,
          mineOfSample[index]!.caught,
          row.caught,
          percent(mineOfSample[index]!.caught, row.mutants),
          percent(row.caught, row.mutants),
        ]),
        [
          "**all**",
          sample.length,
          ofSample,
          peerCaught,
          percent(ofSample, sample.length),
          percent(peerCaught, sample.length),
        ],
      ],
    ),
    "",
    "## Not caught by an error",
    "",
    table(["mutants", "by a warning only", "missed", "operator", "mistake"], leftOver(judged)),
    "",
    "## Time for a valid definition",
    "",
    table(
      ["median, ms", "greatest, ms", ""],
      [
        [median(ownTimes).toFixed(2), Math.max(...ownTimes).toFixed(2), "ours"],
        [median(peerTimes).toFixed(2), Math.max(...peerTimes).toFixed(2), "asl-validator"],
        [`${(median(peerTimes) / median(ownTimes)).toFixed(0)} ×`, "", "ratio of the medians"],
      ],
    ),
  ]);
}

if (process.argv.includes("--misses")) listMisses();
else main();
