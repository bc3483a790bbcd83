/** What it is measured against: the same resources, each with the arguments it ended up with, written out. */
import * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as iam from "@pulumi/aws/iam";
import * as lambda from "@pulumi/aws/lambda";
import * as s3 from "@pulumi/aws/s3";
import * as sfn from "@pulumi/aws/sfn";
import * as pulumi from "@pulumi/pulumi";

/** One resource of the program measured, as plain JSON. */
export interface Recorded {
  type: string;
  name: string;
  inputs: Record<string, unknown>;
  /** What has it as parent. */
  children: Recorded[];
}

type Constructor = new (name: string, args: object, options: pulumi.ResourceOptions) => pulumi.Resource;

const modules: Record<string, object> = { cloudwatch, iam, lambda, s3, sfn };

/** Registers the recorded resources. */
export function bare(recorded: readonly Recorded[], options: pulumi.ResourceOptions = {}): void {
  for (const resource of recorded) {
    const { type, name, inputs } = resource;
    const [, module, className] = /^aws:(\w+)\/\w+:(\w+)$/.exec(type) ?? [];
    if (module === undefined || className === undefined) {
      new Component(resource, options);
      continue;
    }
    const constructor = (modules[module] as Record<string, Constructor> | undefined)?.[className];
    if (constructor === undefined) throw new Error(`No class for ${type}.`);
    new constructor(name, withArchive(inputs), options);
  }
}

/** A component that makes its children in its constructor, as components do. */
class Component extends pulumi.ComponentResource {
  constructor({ type, name, children }: Recorded, options: pulumi.ComponentResourceOptions) {
    super(type, name, {}, options);
    bare(children, { parent: this });
    this.registerOutputs({});
  }
}

/** A recorded archive is its path. */
function withArchive({ code, ...inputs }: Recorded["inputs"]): object {
  return code === undefined
    ? inputs
    : { ...inputs, code: new pulumi.asset.FileArchive((code as { path: string }).path) };
}
