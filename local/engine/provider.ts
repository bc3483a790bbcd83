/**
 * The stand-in for AWS's provider as the Pulumi engine calls it: `PULUMI_DEBUG_PROVIDERS=aws:<port>`.
 *
 * It answers as local/aws/standIn.ts does in process. As with the real one, physical names are there from `check` on and so
 * at preview, while ids and ARNs come with `create`. What is made is kept nowhere but in the stack's state.
 *
 * Source: https://github.com/pulumi/pulumi/blob/master/proto/pulumi/provider.proto
 */
import { isDeepStrictEqual } from "node:util";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as proto from "@pulumi/pulumi/proto/provider_pb";
import { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { type JavaScriptValue, Struct } from "google-protobuf/google/protobuf/struct_pb";
import { version } from "@pulumi/aws/package.json";
import { partitionOf } from "../aws/partition";
import { checkInputs, invoke, outputs, physicalNameProperty } from "../aws/standIn";
import { type GrpcServer, serve } from "./grpcServer";

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
  let environment = { partition: "aws", region: "us-east-1", account };
  let defaultTags: Record<string, string> = {};

  return serve(ResourceProviderService, {
    attach: () => new Empty(),
    cancel: () => new Empty(),
    getPluginInfo: () => new PluginInfo().setVersion(version),
    getSchema: () => new proto.GetSchemaResponse().setSchema("{}"),
    checkConfig: (request: proto.CheckRequest) => new proto.CheckResponse().setInputs(request.getNews()),
    diffConfig: () => new proto.DiffResponse().setChanges(proto.DiffResponse.DiffChanges.DIFF_NONE),
    configure(request: proto.ConfigureRequest) {
      const settings = request.getArgs()?.toJavaScript() ?? {};
      const region = typeof settings["region"] === "string" ? settings["region"] : environment.region;
      environment = { ...environment, region, partition: partitionOf(region).partition };
      defaultTags = tagsIn(settings["defaultTags"]);
      return new proto.ConfigureResponse().setAcceptsecrets(false).setAcceptresources(false).setAcceptoutputs(false);
    },
    check(request: proto.CheckRequest) {
      const [type, name, seed] = partsOf(request.getUrn());
      const news = plain(request.getNews());
      const property = physicalNameProperty(type);
      // A name that autonaming chose stays.
      const kept = property === undefined ? undefined : plain(request.getOlds())[property];
      const given = property !== undefined && news[property] === undefined && kept !== undefined;
      return new proto.CheckResponse().setInputs(
        struct(checkInputs(type, name, given ? { ...news, [property]: kept } : news, { seed })),
      );
    },
    diff(request: proto.DiffRequest) {
      const [type] = partsOf(request.getUrn());
      const [olds, news] = [plain(request.getOldInputs()), plain(request.getNews())];
      const changed = [...new Set([...Object.keys(olds), ...Object.keys(news)])].filter(
        (property) => !isDeepStrictEqual(olds[property], news[property]),
      );
      const named = physicalNameProperty(type);
      const { DIFF_NONE, DIFF_SOME } = proto.DiffResponse.DiffChanges;
      return new proto.DiffResponse()
        .setChanges(changed.length === 0 ? DIFF_NONE : DIFF_SOME)
        .setDiffsList(changed)
        .setReplacesList(changed.filter((property) => property === named));
    },
    create(request: proto.CreateRequest) {
      const [type, name] = partsOf(request.getUrn());
      const { id, state } = outputs(type, name, plain(request.getProperties()), { ...environment, defaultTags });
      return new proto.CreateResponse().setId(id).setProperties(struct(state));
    },
    update(request: proto.UpdateRequest) {
      const [type, name] = partsOf(request.getUrn());
      const { state } = outputs(type, name, plain(request.getNews()), { ...environment, defaultTags });
      return new proto.UpdateResponse().setProperties(struct(state));
    },
    read(request: proto.ReadRequest) {
      return new proto.ReadResponse()
        .setId(request.getId())
        .setProperties(request.getProperties())
        .setInputs(request.getInputs());
    },
    delete: () => new Empty(),
    invoke(request: proto.InvokeRequest) {
      return new proto.InvokeResponse().setReturn(
        struct(invoke(request.getTok(), plain(request.getArgs()), environment)),
      );
    },
  });
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
