/**
 * How soon a policy pack's process answers, and how long it takes over a stack of 1,000 resources: ours, awsguard, and a
 * pack without rules, on the same requests. Run by `npm run bench:policies`; a minute, and half a minute more the first
 * time, when npm installs awsguard.
 */
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { type PackTimes, measurePack } from "./policies/measure";
import { AWSGUARD, awsguardFolder, bareFolder } from "./policies/peers";
import { requestsOf } from "./policies/requests";
import { load, machine, median, publish, range, table } from "./report";

const RESOURCES = 1000;

/** Processes of each pack, in turn. */
const ROUNDS = 9;

/** Milliseconds until our pack is ready, and a resource. */
const BUDGET = { ready: 1200, resource: 1 };

const OURS = "this pack";

async function main(): Promise<void> {
  const loadBefore = load();
  execFileSync(process.execPath, [join("tools", "bundlePolicies.mjs")]);
  const requests = await requestsOf(RESOURCES);
  const peer = awsguardFolder();
  const packs = [
    { name: OURS, folder: "policies", times: [] as PackTimes[] },
    ...("folder" in peer ? [{ name: `awsguard ${AWSGUARD}`, folder: peer.folder, times: [] as PackTimes[] }] : []),
    { name: "no rules", folder: bareFolder(), times: [] as PackTimes[] },
  ];
  // What this process runs for the first time is not the packs' affair.
  await measurePack(bareFolder(), requests);
  for (let round = 1; round <= ROUNDS; round++) {
    for (const { folder, times } of packs) times.push(await measurePack(folder, requests));
    process.stderr.write(`round ${round} of ${ROUNDS}\n`);
  }
  const resource = ({ analyze, analyzeStack }: PackTimes) => analyze + analyzeStack;
  const [own = []] = packs.map(({ times }) => times);
  const ready = median(own.map((each) => each.ready));
  const perResource = median(own.map(resource));
  const verdict = (value: number, goal: number) => (value > goal ? "missed" : "held");
  publish("bench/results/policies.md", [
    "# Policy packs",
    "",
    `A pack's process as the engine starts it, asked what the engine asks at a preview of ${RESOURCES} resources of AWS`,
    `(${requests.pipelines} \`MlTrainingPipeline\` with their defaults): \`Analyze\` for one after the other, \`AnalyzeStack\` for all at the end.`,
    "Each process is asked once, so nothing of it is warm. Medians, with least and greatest value, of",
    `${ROUNDS} processes of each pack in turn. Written by \`npm run bench:policies\`.`,
    "",
    `${machine(["@pulumi/policy", "@pulumi/pulumi"])}. ${loadBefore}`,
    "",
    table(
      ["", "ready, ms", "`Analyze`, ms a resource", "`AnalyzeStack`, ms a resource", "both, ms a resource"],
      packs.map(({ name, times }) => [
        name,
        cell(times.map((each) => each.ready)),
        cell(
          times.map((each) => each.analyze),
          2,
        ),
        cell(
          times.map((each) => each.analyzeStack),
          2,
        ),
        cell(times.map(resource), 2),
      ]),
    ),
    "",
    `The goals for this pack: ready within ${BUDGET.ready} ms (${verdict(ready, BUDGET.ready)}), and ${BUDGET.resource} ms a resource (${verdict(perResource, BUDGET.resource)}).`,
    "",
    "The pack without rules shows what Node, Pulumi's SDK and gRPC take by themselves. awsguard, deprecated, has no rules on",
    "policy documents, state machines or SageMaker, so most of these resources ask nothing of it.",
    ...("reason" in peer ? ["", `awsguard could not be installed here: ${peer.reason}`] : []),
  ]);
}

function cell(values: readonly number[], digits = 0): string {
  return `${median(values).toFixed(digits)} (${range(values, digits)})`;
}

void main();
