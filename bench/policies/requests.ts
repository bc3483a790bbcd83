/** What the engine asks a policy pack about a stack: each resource by itself, and at the end all of them together. */
import { checkInputs, outputs } from "../../local/aws/standIn";
import { type AnalyzedResource, analyzeRequest, analyzeStackRequest } from "../../local/engine/analyzer";
import { evaluate } from "../program/evaluate";
import { ours } from "../program/ours";

/** Messages, written out before anything is measured: the engine, which is written in Go, hardly needs time for it. */
export interface StackRequests {
  pipelines: number;
  /** One a resource, with what the program gives and what the provider's check makes of it. */
  analyze: Buffer[];
  /** The same resources once they are made. */
  analyzeStack: Buffer;
}

type Properties = Record<string, unknown>;

const environment = { partition: "aws", region: "us-east-1", account: "123456789012" };

/** As many pipelines as make up `count` resources of AWS, with their defaults; the last one may be cut short. */
export async function requestsOf(count: number): Promise<StackRequests> {
  const pipelines = Math.ceil(count / (await resourcesOf(1)).length);
  const resources = (await resourcesOf(pipelines)).slice(0, count);
  const analyze = resources.map(({ type, name, inputs }) => analyzeRequest({ type, name, properties: inputs }));
  const stack = resources.map(({ type, name, state }): AnalyzedResource => ({ type, name, properties: state }));
  return {
    pipelines,
    analyze: analyze.map((request) => Buffer.from(request.serializeBinary())),
    analyzeStack: Buffer.from(analyzeStackRequest(stack).serializeBinary()),
  };
}

async function resourcesOf(pipelines: number) {
  const resources: { type: string; name: string; inputs: Properties; state: Properties }[] = [];
  await evaluate(
    () => ours(pipelines),
    ({ type, name, inputs: given }) => {
      if (!type.startsWith("aws:")) return;
      const inputs = plain(checkInputs(type, name, given, { seed: "bench" }));
      resources.push({ type, name, inputs, state: plain(outputs(type, name, inputs, environment).state) });
    },
  );
  return resources;
}

/** Through JSON, as a message takes it. */
function plain(value: Properties): Properties {
  return JSON.parse(JSON.stringify(value)) as Properties;
}
