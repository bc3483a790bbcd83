/** The stack's config: which pipelines there are, and their settings. */
import * as pulumi from "@pulumi/pulumi";
import * as v from "valibot";
import { FeatureTransformPipeline, featureTransformSettings } from "./featureTransformPipeline";
import { MlTrainingPipeline, mlTrainingSettings } from "./mlTrainingPipeline";
import { jobNames } from "./parts/jobNames";
import { inputError, inputErrors } from "./parts/settings";

/** The kinds of pipeline that a stack's config can name, by the word in `type`. */
const PIPELINE_TYPES = {
  MlTrainingPipeline: {
    settings: mlTrainingSettings,
    make: (name: string, settings: object) => new MlTrainingPipeline(name, settings),
  },
  FeatureTransformPipeline: {
    settings: featureTransformSettings,
    make: (name: string, settings: object) => new FeatureTransformPipeline(name, settings),
  },
};

/** The word in a pipeline's `type`. */
export type PipelineType = keyof typeof PIPELINE_TYPES;

/** One pipeline of a stack. */
export interface ConfiguredPipeline {
  name: string;
  type: PipelineType;
  /** Checked; what was not given is left to the component's defaults. */
  settings: object;
}

/**
 * Reads `<project>:pipelines`: an object of pipelines by name, each with a `type` and the settings of that component.
 *
 * @throws pulumi.InputPropertiesError with every wrong value of every pipeline: the key's full path, the value, what is allowed
 */
export function configuredPipelines(config = new pulumi.Config()): ConfiguredPipeline[] {
  const key = `${config.name}:pipelines`;
  const pipelines = config.requireObject<unknown>("pipelines");
  if (pipelines === null || typeof pipelines !== "object" || Array.isArray(pipelines)) {
    throw configError([{ propertyPath: key, reason: `was ${JSON.stringify(pipelines)}; expected pipelines by name` }]);
  }
  const entries = Object.entries(pipelines).map(([name, given]) => readPipeline(name, given, `${key}.${name}`));
  const errors = entries.flatMap((entry) => ("errors" in entry ? entry.errors : []));
  if (errors.length > 0) throw configError(errors);
  return entries.flatMap((entry) => ("errors" in entry ? [] : [entry]));
}

/**
 * Makes every pipeline of the stack's config, by name.
 *
 * @throws pulumi.RunError with what is wrong in the config or in a component's arguments: the engine prints the message of
 *   that error alone, where it would print any other one with its stack trace
 */
export function makePipelines(): Record<string, { type: PipelineType; pipeline: AnyPipeline }> {
  try {
    return Object.fromEntries(
      configuredPipelines().map((configured) => [
        configured.name,
        { type: configured.type, pipeline: makePipeline(configured) },
      ]),
    );
  } catch (error) {
    if (pulumi.InputPropertiesError.isInstance(error)) throw new pulumi.RunError(error.message);
    if (pulumi.InputPropertyError.isInstance(error))
      throw new pulumi.RunError(`${error.propertyPath}: ${error.reason}`);
    throw error;
  }
}

/** A pipeline that a stack's config can name. */
export type AnyPipeline = MlTrainingPipeline | FeatureTransformPipeline;

function makePipeline({ name, type, settings }: ConfiguredPipeline): AnyPipeline {
  return PIPELINE_TYPES[type].make(name, settings);
}

function readPipeline(
  name: string,
  given: unknown,
  path: string,
): ConfiguredPipeline | { errors: pulumi.InputPropertyErrorDetails[] } {
  const { type, ...settings } = Object(given) as { type?: unknown };
  if (!isPipelineType(type)) {
    const reason = `was ${type === undefined ? "not given" : JSON.stringify(type)}; expected one of ${Object.keys(PIPELINE_TYPES).join(", ")}`;
    return { errors: [{ propertyPath: `${path}.type`, reason }] };
  }
  const result = v.safeParse(PIPELINE_TYPES[type].settings, settings);
  const errors = nameErrors(name, path);
  if (!result.success) {
    const known = Object.keys(PIPELINE_TYPES[type].settings.entries);
    errors.push(...result.issues.map((issue) => inputError(issue, path, known)));
  }
  if (errors.length > 0) return { errors };
  return { name, type, settings };
}

/** What is wrong with a pipeline's name, which is part of its jobs' names. */
function nameErrors(name: string, path: string): pulumi.InputPropertyErrorDetails[] {
  try {
    jobNames(name);
    return [];
  } catch (error) {
    if (!pulumi.InputPropertyError.isInstance(error)) throw error;
    return [{ propertyPath: path, reason: `the name ${error.reason}` }];
  }
}

function isPipelineType(type: unknown): type is PipelineType {
  return typeof type === "string" && Object.hasOwn(PIPELINE_TYPES, type);
}

function configError(errors: pulumi.InputPropertyErrorDetails[]): pulumi.InputPropertiesError {
  return inputErrors("The stack's config has wrong values", errors);
}
