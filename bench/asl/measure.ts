/**
 * Checks one generated definition and derives its permissions, in a process of its own; prints JSON, in milliseconds
 * and bytes:
 *
 *     node --import tsx bench/asl/measure.ts COUNT RUNS
 */
import { checkDefinition } from "../../asl/check/checkDefinition";
import { permissionsFor } from "../../iam/permissionsFor";
import { generate } from "./generate";

/** What it prints. */
export interface Measurement {
  /** Size of the definition as JSON. */
  bytes: number;
  /** Each run's time, the first one included: it also loads the shapes of the APIs that are called. */
  check: number[];
  permissions: number[];
  /** Errors found; a definition beyond AWS's 1 MiB has that one. */
  errors: string[];
  /** The most memory that the process held. */
  memory: number;
}

const environment = { partition: "aws", region: "eu-west-1", account: "123456789012" };

function timed(work: () => void): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}

function measure(count: number, runs: number): Measurement {
  const definition = generate(count);
  const check: number[] = [];
  const permissions: number[] = [];
  for (let run = 0; run < runs; run++) {
    check.push(timed(() => checkDefinition(definition)));
    permissions.push(timed(() => permissionsFor(definition, environment)));
  }
  const problems = checkDefinition(definition).filter(({ severity }) => severity === "error");
  return {
    bytes: Buffer.byteLength(JSON.stringify(definition)),
    check,
    permissions,
    errors: [...new Set(problems.map(({ code }) => code))],
    memory: process.resourceUsage().maxRSS * 1024,
  };
}

const [count, runs] = process.argv.slice(2).map(Number);
console.log(JSON.stringify(measure(count ?? 1, runs ?? 1)));
