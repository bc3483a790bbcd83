/** The functions of AWS's provider that programs of this project call, as data: token -> what it answers. */
import type { Environment } from "../../iam/document";
import { UserError } from "../userError";
import { partitionOf } from "./partition";
import { PREBUILT_ACCOUNTS, PREBUILT_REPOSITORIES } from "./prebuiltImages";

type Properties = Record<string, unknown>;

/** Token of an invoke -> its result. Property names are those of the `Result` types of @pulumi/aws 7. */
export const INVOKES: Readonly<Record<string, (args: Properties, environment: Environment) => Properties>> = {
  "aws:index/getCallerIdentity:getCallerIdentity": (_args, { partition, account }) => ({
    id: account,
    accountId: account,
    arn: `arn:${partition}:iam::${account}:user/local`,
    userId: "AIDALOCALLOCALLOCALLO",
  }),
  "aws:index/getRegion:getRegion": (args, environment) => {
    const region = text(args.region) ?? text(args.name) ?? environment.region;
    const endpoint = `ec2.${region}.${partitionOf(region).dnsSuffix}`;
    return { id: region, region, name: region, description: region, endpoint };
  },
  "aws:index/getPartition:getPartition": (_args, { region }) => {
    const partition = partitionOf(region);
    return { id: partition.partition, ...partition };
  },
  "aws:sagemaker/getPrebuiltEcrImage:getPrebuiltEcrImage": (args, environment) => {
    const region = text(args.region) ?? environment.region;
    const repositoryName = oneOf(text(args.repositoryName), PREBUILT_REPOSITORIES, "repository of prebuilt images");
    const imageTag = text(args.imageTag) ?? "latest";
    const dnsSuffix = text(args.dnsSuffix) ?? partitionOf(region).dnsSuffix;
    const registryId = PREBUILT_ACCOUNTS[oneOf(region, Object.keys(PREBUILT_ACCOUNTS), "region with prebuilt images")];
    const registryPath = `${registryId}.dkr.ecr.${region}.${dnsSuffix}/${repositoryName}:${imageTag}`;
    return { id: registryId, registryId, registryPath, repositoryName, imageTag, region, dnsSuffix };
  },
};

function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

function oneOf(value: string | undefined, known: readonly string[], what: string): string {
  if (value !== undefined && known.includes(value)) return value;
  throw new UserError(`"${value ?? ""}" is no ${what} that is known here.`, `Known: ${known.join(", ")}.`);
}
