/**
 * The stand-in for AWS's provider as the Pulumi engine calls it: `PULUMI_DEBUG_PROVIDERS=aws:<port>`.
 *
 * It answers as local/aws/standIn.ts does in process. As with the real one, physical names are there from `check` on and so
 * at preview, while ids and ARNs come with `create`; inputs that AWS would refuse are refused. What is made is kept
 * nowhere but in the stack's state.
 *
 * Source: https://github.com/pulumi/pulumi/blob/master/proto/pulumi/provider.proto
 */
import { unknownValue } from "@pulumi/pulumi/runtime/rpc";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as proto from "@pulumi/pulumi/proto/provider_pb";
import { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { type JavaScriptValue, Struct } from "google-protobuf/google/protobuf/struct_pb";
import { version } from "@pulumi/aws/package.json";
import { changedProperties, changesOf } from "../aws/changes";
import { documentsAsText } from "../aws/documents";
import { type InputFailure, inputFailures } from "../aws/inputFailures";
import { partitionOf } from "../aws/partition";
import { checkInputs, invoke, outputs, physicalNameProperty, type StandInEnvironment } from "../aws/standIn";
import { UserError } from "../userError";
import { type GrpcServer, serve } from "./grpcServer";
import { conceal, reveal } from "./secrets";

type Properties = Record<string, unknown>;

/** Settings of the stand-in. */
export interface ProviderOptions {
  /** Twelve digits; 123456789012, the account of AWS's documentation, when absent. */
  account?: string;
}

/**
 * Starts the provider.
 *
 * @example const provider = await startProvider(); // { port: 41234, close() }
 */
export async function startProvider({ account = "123456789012" }: ProviderOptions = {}): Promise<GrpcServer> {
  const unconfigured: StandInEnvironment = { partition: "aws", region: "us-east-1", account };
  /** By connection: a program may have several providers, each with its own region. */
  const environments = new Map<string, StandInEnvironment>();
  const of = (peer: string) => environments.get(peer) ?? unconfigured;

  return serve(ResourceProviderService, {
    attach: () => new Empty(),
    cancel: () => new Empty(),
    getPluginInfo: () => new PluginInfo().setVersion(version),
    getSchema: () => new proto.GetSchemaResponse().setSchema("{}"),
    checkConfig: (request: proto.CheckRequest) => new proto.CheckResponse().setInputs(request.getNews()),
    diffConfig: (request: proto.DiffRequest) =>
      difference(changedProperties(plain(request.getOldInputs()), plain(request.getNews()))),
    configure(request: proto.ConfigureRequest, peer: string) {
      const settings = reveal(plain(request.getArgs())).values;
      const region = typeof settings["region"] === "string" ? settings["region"] : unconfigured.region;
      const { partition } = partitionOf(region);
      environments.set(peer, { partition, region, account, defaultTags: tagsIn(settings["defaultTags"]) });
      return new proto.ConfigureResponse()
        .setAcceptsecrets(true)
        .setSupportspreview(true)
        .setSupportsAutonamingConfiguration(true);
    },
    check(request: proto.CheckRequest) {
      const [type, name, seed] = partsOf(request.getUrn());
      const { values, secrets } = reveal(plain(request.getNews()));
      const response = new proto.CheckResponse();
      try {
        const named = withConfiguredName(type, documentsAsText(values), request);
        const inputs = checkInputs(type, name, named, { seed });
        return response
          .setInputs(struct(conceal(inputs, secrets)))
          .setFailuresList(inputFailures(type, inputs).map(checkFailure));
      } catch (error) {
        if (!(error instanceof UserError)) throw error;
        return response.setFailuresList([checkFailure({ property: "", reason: error.message })]);
      }
    },
    diff(request: proto.DiffRequest, peer: string) {
      const [type] = partsOf(request.getUrn());
      const [inputs, state, after] = [request.getOldInputs(), request.getOlds(), request.getNews()].map(
        (one) => reveal(plain(one)).values,
      ) as [Properties, Properties, Properties];
      const { changed, replaced } = changesOf(type, { inputs, state }, after, of(peer));
      return difference(changed).setReplacesList(replaced);
    },
    create(request: proto.CreateRequest, peer: string) {
      const [type, name] = partsOf(request.getUrn());
      const { values, secrets } = reveal(plain(request.getProperties()));
      const { id, state } = outputs(type, name, values, of(peer));
      const known = request.getPreview() ? atPreview(state, values, {}) : state;
      return new proto.CreateResponse()
        .setId(request.getPreview() ? "" : id)
        .setProperties(struct(conceal(known, secrets)));
    },
    update(request: proto.UpdateRequest, peer: string) {
      const [type, name] = partsOf(request.getUrn());
      const { values, secrets } = reveal(plain(request.getNews()));
      const { state } = outputs(type, name, values, of(peer));
      const known = request.getPreview() ? atPreview(state, values, reveal(plain(request.getOlds())).values) : state;
      return new proto.UpdateResponse().setProperties(struct(conceal(known, secrets)));
    },
    read(request: proto.ReadRequest) {
      if (request.getInputs() === undefined) {
        const [type] = partsOf(request.getUrn());
        throw new UserError(
          `The program reads the ${type} "${request.getId()}", which only AWS knows.`,
          "Leave it out of this stack, or build its ARN from its name.",
        );
      }
      return new proto.ReadResponse()
        .setId(request.getId())
        .setProperties(request.getProperties())
        .setInputs(request.getInputs());
    },
    delete: () => new Empty(),
    invoke(request: proto.InvokeRequest, peer: string) {
      const args = reveal(plain(request.getArgs())).values;
      return new proto.InvokeResponse().setReturn(struct(invoke(request.getTok(), args, of(peer))));
    },
  });
}

/** The physical name as the stack's `pulumi:autonaming` wants it; once chosen, it stays. */
function withConfiguredName(type: string, inputs: Properties, request: proto.CheckRequest): Properties {
  const property = physicalNameProperty(type);
  const autonaming = request.getAutonaming();
  if (property === undefined || autonaming === undefined || inputs[property] !== undefined) return inputs;
  if (autonaming.getMode() === proto.CheckRequest.AutonamingOptions.Mode.DISABLE) {
    throw new UserError(
      `"${property}" is missing, and the stack has autonaming disabled.`,
      "Give it a name, or name by a pattern in the stack's pulumi:autonaming.",
    );
  }
  const before = reveal(plain(request.getOlds())).values[property];
  return { ...inputs, [property]: before ?? autonaming.getProposedName() };
}

/** A state before it is made: what AWS adds is unknown, unless it is there already and stays. */
function atPreview(state: Properties, inputs: Properties, before: Properties): Properties {
  const isKnown = (property: string) =>
    property in inputs || ["region", "tagsAll"].includes(property) || state[property] === before[property];
  return Object.fromEntries(
    Object.entries(state).map(([property, value]) => [property, isKnown(property) ? value : unknownValue]),
  );
}

function difference(changed: string[]): proto.DiffResponse {
  const { DIFF_NONE, DIFF_SOME } = proto.DiffResponse.DiffChanges;
  return new proto.DiffResponse().setChanges(changed.length === 0 ? DIFF_NONE : DIFF_SOME).setDiffsList(changed);
}

function checkFailure({ property, reason }: InputFailure): proto.CheckFailure {
  return new proto.CheckFailure().setProperty(property).setReason(reason);
}

/** Type, name and `<project>/<stack>` of `urn:pulumi:<stack>::<project>::<parent types>$<type>::<name>`. */
function partsOf(urn: string): [type: string, name: string, seed: string] {
  const [stack = "", project = "", types = "", ...name] = urn.replace(/^urn:pulumi:/, "").split("::");
  return [types.split("$").at(-1) ?? "", name.join("::"), `${project}/${stack}`];
}

function plain(given: Struct | undefined): Properties {
  return given?.toJavaScript() ?? {};
}

function struct(given: Properties): Struct {
  return Struct.fromJavaScript(given as Record<string, JavaScriptValue>);
}

/** `aws:defaultTags` of the stack: text with JSON, or an object. */
function tagsIn(given: unknown): Record<string, string> {
  const { tags } = (typeof given === "string" ? JSON.parse(given) : (given ?? {})) as { tags?: Record<string, string> };
  return tags ?? {};
}
