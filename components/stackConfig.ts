/** The stack's config: which pipelines there are, and their settings. */
import * as pulumi from "@pulumi/pulumi";
import * as v from "valibot";
import {
  companionErrors,
  type Companioned,
  type Companions,
  type CompanionSettings,
  makeCompanions,
  partEntry,
} from "./companions";
import { FeatureTransformPipeline, featureTransformSettings } from "./featureTransformPipeline";
import { MlTrainingPipeline, mlTrainingSettings } from "./mlTrainingPipeline";
import { modelDeploymentSettings } from "./deployment/conflicts";
import { DEPLOYMENT_STEPS, ModelDeploymentPipeline } from "./modelDeploymentPipeline";
import { jobNames, type JobStep } from "./parts/jobNames";
import { inputError, inputErrors } from "./parts/settings";
import { productionSettings } from "./production/settings";
import { ProductionTrainingPipeline } from "./productionTrainingPipeline";

/** What a stack's config can ask for under one word in `type`. */
export interface PipelineKind<Pipeline> {
  /** The check of its settings, and their names. */
  settings: v.GenericSchema & { entries: object };
  /** Steps whose jobs get names, which say how long the pipeline's own name may be; those of training pipelines when absent. */
  steps?: readonly JobStep[];
  make(name: string, settings: object): Pipeline;
}

/** Kinds of pipeline by the word in `type`. */
export type PipelineKinds<Pipeline> = Readonly<Record<string, PipelineKind<Pipeline>>>;

/** A pipeline of this package. */
export type AnyPipeline =
  MlTrainingPipeline | FeatureTransformPipeline | ModelDeploymentPipeline | ProductionTrainingPipeline;

const PIPELINE_KINDS: PipelineKinds<AnyPipeline> = {
  MlTrainingPipeline: {
    settings: mlTrainingSettings,
    make: (name, settings) => new MlTrainingPipeline(name, settings),
  },
  FeatureTransformPipeline: {
    settings: featureTransformSettings,
    make: (name, settings) => new FeatureTransformPipeline(name, settings),
  },
  ModelDeploymentPipeline: {
    settings: modelDeploymentSettings,
    steps: DEPLOYMENT_STEPS,
    make: (name, settings) => new ModelDeploymentPipeline(name, settings),
  },
  ProductionTrainingPipeline: {
    settings: productionSettings,
    make: (name, settings) => new ProductionTrainingPipeline(name, settings),
  },
};

/** One pipeline of a stack. */
export interface ConfiguredPipeline {
  name: string;
  /** The word in its `type`. */
  type: string;
  /** Checked; what was not given is left to the component's defaults. */
  settings: object;
  /** Settings of what goes with it (`triggers`), where there is any. */
  beside?: CompanionSettings;
}

/**
 * Reads `<project>:pipelines`: an object of pipelines by name, each with a `type` and the settings of that component.
 *
 * @throws pulumi.InputPropertiesError with every wrong value of every pipeline: the key's full path, the value, what is allowed
 */
export function configuredPipelines(
  kinds: PipelineKinds<unknown> = PIPELINE_KINDS,
  config = new pulumi.Config(),
): ConfiguredPipeline[] {
  const key = `${config.name}:pipelines`;
  const pipelines = config.requireObject<unknown>("pipelines");
  if (pipelines === null || typeof pipelines !== "object" || Array.isArray(pipelines)) {
    throw configError([{ propertyPath: key, reason: `was ${JSON.stringify(pipelines)}; expected pipelines by name` }]);
  }
  const entries = Object.entries(pipelines).map(([name, given]) => readPipeline(kinds, name, given, `${key}.${name}`));
  const errors = entries.flatMap((entry) => ("errors" in entry ? entry.errors : []));
  if (errors.length > 0) throw configError(errors);
  return entries.flatMap((entry) => ("errors" in entry ? [] : [entry]));
}

/** A pipeline of the stack's config, and what goes with it. */
export interface MadePipeline<Pipeline> extends Companions {
  /** The word in its `type`. */
  type: string;
  pipeline: Pipeline;
}

/** Makes every pipeline of the stack's config, by name: those of this package. */
export function makePipelines(): Record<string, MadePipeline<AnyPipeline>>;
/**
 * Makes every pipeline of the stack's config, by name: those of a program's own kinds.
 *
 * @throws pulumi.RunError with what is wrong in the config or in a component's arguments: the engine prints the message of
 *   that error alone, where it would print any other one with its stack trace
 */
export function makePipelines<Pipeline extends Companioned>(
  kinds: PipelineKinds<Pipeline>,
): Record<string, MadePipeline<Pipeline>>;
export function makePipelines(kinds: PipelineKinds<Companioned> = PIPELINE_KINDS) {
  try {
    return Object.fromEntries(
      configuredPipelines(kinds).map(({ name, type, settings, beside = {} }) => {
        const pipeline = kinds[type]?.make(name, settings);
        return [name, { type, pipeline, ...(pipeline && makeCompanions(name, pipeline, beside, settings)) }];
      }),
    );
  } catch (error) {
    if (pulumi.InputPropertiesError.isInstance(error)) throw new pulumi.RunError(error.message);
    if (pulumi.InputPropertyError.isInstance(error))
      throw new pulumi.RunError(`${error.propertyPath}: ${error.reason}`);
    throw error;
  }
}

function readPipeline(
  kinds: PipelineKinds<unknown>,
  name: string,
  given: unknown,
  path: string,
): ConfiguredPipeline | { errors: pulumi.InputPropertyErrorDetails[] } {
  const { type, ...entry } = Object(given) as { type?: unknown } & Record<string, unknown>;
  const { own: settings, beside } = partEntry(entry);
  const kind = typeof type === "string" && Object.hasOwn(kinds, type) ? kinds[type] : undefined;
  if (typeof type !== "string" || kind === undefined) {
    const reason = `was ${type === undefined ? "not given" : JSON.stringify(type)}; expected one of ${Object.keys(kinds).join(", ")}`;
    return { errors: [{ propertyPath: `${path}.type`, reason }] };
  }
  const result = v.safeParse(kind.settings, settings);
  const errors = nameErrors(name, kind.steps, path);
  if (!result.success) {
    const known = Object.keys(kind.settings.entries);
    errors.push(...result.issues.map((issue) => inputError(issue, path, known)));
  }
  errors.push(...companionErrors(beside, path));
  if (errors.length > 0) return { errors };
  return { name, type, settings, ...(Object.keys(beside).length > 0 && { beside: beside as CompanionSettings }) };
}

/** What is wrong with a pipeline's name, which is part of its jobs' names. */
function nameErrors(
  name: string,
  steps: readonly JobStep[] | undefined,
  path: string,
): pulumi.InputPropertyErrorDetails[] {
  try {
    jobNames(name, steps);
    return [];
  } catch (error) {
    if (!pulumi.InputPropertyError.isInstance(error)) throw error;
    return [{ propertyPath: path, reason: `the name ${error.reason}` }];
  }
}

function configError(errors: pulumi.InputPropertyErrorDetails[]): pulumi.InputPropertiesError {
  return inputErrors("The stack's config has wrong values", errors);
}
