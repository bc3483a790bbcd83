/** What the definition of a deployment pipeline is made of, all of it known when the definition is. */
import type { Framework } from "./frameworks";
import type { JobFacts } from "../parts/jobResources";

/** The facts of a deployment pipeline: those of every pipeline of jobs, and its own. */
export interface DeploymentFacts extends JobFacts {
  /** The pipeline's name, in notifications. */
  pipeline: string;
  topicArn: string;
  /** Name of the endpoint, which every deployment keeps. */
  endpointName: string;
}

/** Training in script mode. */
export interface ScriptTraining {
  framework: Framework;
  image: string;
  /** S3 URI of the program's archive. */
  sourceArchive: string;
  /** The program's file in it. */
  entryPoint: string;
  hyperparameters: Record<string, string>;
  instanceCount: number;
  volumeSizeInGb: number;
  maxRuntimeInSeconds: number;
  spot: boolean;
  distribution: "FullyReplicated" | "ShardedByS3Key";
  /** S3 URI by channel. */
  channels: Record<string, string>;
  /** The function that seeds the data; absent where the data is there already. */
  seedFunction?: string;
}

/** The instances that serve. */
export interface Serving {
  instanceType: string;
  instanceCount: number;
}

/** Rows that a deployed model must answer. */
export interface SmokeTest {
  /** Rows of features, as they are sent. */
  rows: string[];
}

/** How often, and for how long, an endpoint is looked at while it changes. */
export interface Patience {
  intervalInSeconds: number;
  timeoutInSeconds: number;
}

/** What a deployment pipeline does. */
export interface DeploymentPlan {
  training: ScriptTraining;
  serving: Serving;
  smokeTest: SmokeTest;
  patience: Patience;
}
