/** A policy pack's own process, as the engine starts it, and the client that the engine would ask. */
import { type ChildProcess, spawn } from "node:child_process";
import { type Client, credentials } from "@grpc/grpc-js";
import { AnalyzerClient } from "@pulumi/pulumi/proto/analyzer_grpc_pb";
import * as proto from "@pulumi/pulumi/proto/analyzer_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";

/** Stands for a text that is not known yet, as the engine sends it. */
export const UNKNOWN_TEXT = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** A resource to judge. */
export interface AnalyzedResource {
  type: string;
  name: string;
  /** Plain values; `UNKNOWN_TEXT` for one that is not known yet. */
  properties: Record<string, unknown>;
  /** URNs by property from whose outputs it was made; the engine tells them for stacks. */
  madeFrom?: Record<string, string[]>;
}

/** What the pack said. */
export interface Diagnostic {
  policy: string;
  message: string;
  level: "advisory" | "mandatory" | "disabled" | "remediate";
  urn: string;
}

/** A pack that runs. */
export interface PolicyPackProcess {
  /** Where it listens. */
  address: string;
  /** Milliseconds from the start of the process to its first answer. */
  bootMilliseconds: number;
  info(): Promise<proto.AnalyzerInfo.AsObject>;
  /** Settings and `enforcementLevel` by rule. */
  configure(config: Record<string, Record<string, unknown>>): Promise<void>;
  analyze(resource: AnalyzedResource): Promise<Diagnostic[]>;
  analyzeStack(resources: readonly AnalyzedResource[]): Promise<Diagnostic[]>;
  /** The properties after every remediation, by the rule that changed them last. */
  remediate(resource: AnalyzedResource): Promise<{ policy: string; properties: unknown; diagnostic: string }[]>;
  close(): void;
}

const LEVELS = ["advisory", "mandatory", "disabled", "remediate"] as const;

const { ADVISORY, MANDATORY, DISABLED, REMEDIATE } = proto.EnforcementLevel;
const PROTOCOL_LEVELS = { advisory: ADVISORY, mandatory: MANDATORY, disabled: DISABLED, remediate: REMEDIATE };

/** Most bytes of one message: the engine's own limit. */
const MAX_MESSAGE = 400 * 1024 * 1024;

/** What a client of a pack needs besides its address. */
export const MESSAGE_LIMITS = {
  "grpc.max_receive_message_length": MAX_MESSAGE,
  "grpc.max_send_message_length": MAX_MESSAGE,
};

/**
 * Starts a pack with the SDK's `run-policy-pack`.
 *
 * @param folder the pack's, with its package.json; `node_modules` there or above it
 * @param stack in the URNs of what it judges
 * @throws Error with what the process printed when it ends before it listens
 */
export async function startPolicyPack(folder: string, stack = "dev"): Promise<PolicyPackProcess> {
  const started = performance.now();
  const runner = require.resolve("@pulumi/pulumi/cmd/run-policy-pack", { paths: [folder] });
  const child = spawn(process.execPath, [runner, "127.0.0.1:0", "."], {
    cwd: folder,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const address = `127.0.0.1:${await portOf(child)}`;
  const client = new AnalyzerClient(address, credentials.createInsecure(), MESSAGE_LIMITS) as unknown as Record<
    string,
    (request: unknown, done: (error: Error | null, answer: unknown) => void) => void
  >;
  const call = <Answer>(method: string, request: unknown) =>
    new Promise<Answer>((resolve, reject) => {
      client[method]!(request, (error, answer) => (error === null ? resolve(answer as Answer) : reject(error)));
    });
  const info = async () => (await call<proto.AnalyzerInfo>("getAnalyzerInfo", new Empty())).toObject();
  await info();
  const bootMilliseconds = performance.now() - started;

  return {
    address,
    bootMilliseconds,
    info,
    async configure(config) {
      const request = new proto.ConfigureAnalyzerRequest();
      for (const [name, { enforcementLevel, ...properties }] of Object.entries(config)) {
        const policy = new proto.PolicyConfig();
        const level = (enforcementLevel ?? "mandatory") as keyof typeof PROTOCOL_LEVELS;
        policy.setEnforcementlevel(PROTOCOL_LEVELS[level]);
        policy.setProperties(Struct.fromJavaScript(properties as Parameters<typeof Struct.fromJavaScript>[0]));
        request.getPolicyconfigMap().set(name, policy);
      }
      await call("configure", request);
    },
    async analyze(resource) {
      return diagnosticsOf(await call("analyze", analyzeRequest(resource, stack)));
    },
    async analyzeStack(resources) {
      return diagnosticsOf(await call("analyzeStack", analyzeStackRequest(resources, stack)));
    },
    async remediate(resource) {
      const answer = await call<proto.RemediateResponse>("remediate", analyzeRequest(resource, stack));
      return answer.getRemediationsList().map((each) => ({
        policy: each.getPolicyname(),
        properties: each.getProperties()?.toJavaScript(),
        diagnostic: each.getDiagnostic(),
      }));
    },
    close() {
      (client as unknown as Client).close();
      child.kill();
    },
  };
}

/** A resource's URN in a project of the name `project`. */
export function urnOf({ type, name }: Pick<AnalyzedResource, "type" | "name">, stack = "dev"): string {
  return `urn:pulumi:${stack}::project::${type}::${name}`;
}

/** What the engine asks before it makes a resource. */
export function analyzeRequest(resource: AnalyzedResource, stack = "dev"): proto.AnalyzeRequest {
  return filled(new proto.AnalyzeRequest(), resource, stack);
}

/** What the engine asks of all resources of a stack at the end. */
export function analyzeStackRequest(resources: readonly AnalyzedResource[], stack = "dev"): proto.AnalyzeStackRequest {
  const request = new proto.AnalyzeStackRequest();
  request.setResourcesList(
    resources.map((resource) => {
      const each = filled(new proto.AnalyzerResource(), resource, stack);
      for (const [property, urns] of Object.entries(resource.madeFrom ?? {})) {
        const dependencies = new proto.AnalyzerPropertyDependencies();
        dependencies.setUrnsList(urns);
        each.getPropertydependenciesMap().set(property, dependencies);
      }
      return each;
    }),
  );
  return request;
}

function filled<Request extends proto.AnalyzeRequest | proto.AnalyzerResource>(
  request: Request,
  resource: AnalyzedResource,
  stack: string,
): Request {
  request.setType(resource.type);
  request.setName(resource.name);
  request.setUrn(urnOf(resource, stack));
  request.setOptions(new proto.AnalyzerResourceOptions());
  request.setProperties(Struct.fromJavaScript(resource.properties as Parameters<typeof Struct.fromJavaScript>[0]));
  return request;
}

function diagnosticsOf(response: proto.AnalyzeResponse): Diagnostic[] {
  return response.getDiagnosticsList().map((each) => ({
    policy: each.getPolicyname(),
    message: each.getMessage(),
    level: LEVELS[each.getEnforcementlevel()],
    urn: each.getUrn(),
  }));
}

/** The first line that the process prints on its standard output. On the other one packages may say anything before. */
function portOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let [printed, errors] = ["", ""];
    child.stdout?.on("data", (text: Buffer) => {
      printed += text.toString();
      const port = /^(\d+)\r?\n/.exec(printed)?.[1];
      if (port !== undefined) resolve(port);
    });
    child.stderr?.on("data", (text: Buffer) => (errors += text.toString()));
    child.on("error", reject);
    child.on("close", (code) => reject(new Error(`The policy pack ended with ${code}:\n${printed}${errors}`)));
  });
}
