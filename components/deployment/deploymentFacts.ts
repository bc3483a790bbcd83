/** What the definition of a deployment pipeline is made of, all of it known when the definition is. */
import type { Framework } from "./frameworks";
import type { JobFacts } from "../parts/jobResources";

/** The facts of a deployment pipeline: those of every pipeline of jobs, and its own. */
export interface DeploymentFacts extends JobFacts {
  account: string;
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

/** A group of the Model Registry, of whose approved versions models are made. */
export interface ModelPackageGroup {
  modelPackageGroup: string;
}

/** Where models come from. */
export type ModelSource = ScriptTraining | ModelPackageGroup;

/** What serves: instances, or capacity that comes and goes with the requests. */
export type Serving =
  { instanceType: string; instanceCount: number } | { memorySizeInMb: number; maxConcurrency: number };

/** How traffic goes from what served before to what is deployed. */
export interface Traffic {
  type: "AllAtOnce" | "Canary" | "Linear";
  /** Share of the first step, or of each step, and in what. */
  size?: { unit: "Percent" | "Instances"; value: number };
  /** Between two steps, and before what served before is ended. */
  waitInSeconds: number;
  /** Alarms that end the update and take it back. */
  alarms: string[];
  /** Longest update. */
  timeoutInSeconds: number;
}

/** Requests and answers that are kept in S3. */
export interface DataCapture {
  /** S3 prefix. */
  destination: string;
  /** 1 to 100. */
  percentage: number;
}

/** Instances that come and go with the requests. */
export interface Autoscaling {
  minInstances: number;
  maxInstances: number;
  /** Requests a minute that one instance is to get. */
  invocationsPerInstance: number;
}

/** Requests that wait in a queue, and are read from and answered in the pipeline's bucket. */
export interface Asynchronous {
  /** Key of the smoke test's rows. */
  request: string;
  /** Prefix of answers, and of why there are none. */
  answers: string;
  failures: string;
  /** SageMaker chooses when absent. */
  maxConcurrentInvocationsPerInstance?: number;
  /** Topics that are told of each answer, and of each request that has none. */
  successTopicArn?: string;
  errorTopicArn?: string;
}

/** A model that is tried beside the one in production before it takes over. */
export interface Trial {
  /** It gets copies of requests and nobody sees its answers; else it answers some of the requests. */
  isShadow: boolean;
  /** Of the requests, 1 to 100; of those of a test at most 99. */
  percentage: number;
  durationInSeconds: number;
  /** Name of the function that compares. */
  functionName: string;
  /** Requests that both must have answered. */
  minimumRequests: number;
  /** Largest share of answers that differ, 0 to 1. */
  maximumDisagreement: number;
  /** How far two numbers may be apart and count as the same; of probabilities, on which side of 0.5 they are, when absent. */
  tolerance?: number;
  /** Where labels are, and what quality is judged by. */
  groundTruth?: { prefix: string; metric: string };
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
  source: ModelSource;
  serving: Serving;
  traffic?: Traffic;
  dataCapture?: DataCapture;
  autoscaling?: Autoscaling;
  asynchronous?: Asynchronous;
  trial?: Trial;
  smokeTest: SmokeTest;
  patience: Patience;
}
