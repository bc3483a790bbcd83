/** What services refuse beyond what their models say: parameters that exclude, need or bound each other. */
import { error, type Problem } from "../problem";
import { type Fields, hasPlaceholder, isExpression, isObject } from "../value";

/**
 * A rule on an object of the request. `at` leads to it from the request: `AlgorithmSpecification`, `ProcessingInputs[]` for
 * each entry, nothing for the request itself.
 */
type Rule = { at?: string; source: string } & (
  | { kind: "exactly one" | "at least one" | "at most one"; of: readonly string[] }
  /** `needs` must be given when `when` has this value, or any value when none is named. */
  | { kind: "needs"; when: string; is?: unknown; needs: string }
  /** `when` must not be given unless `unless` is true. */
  | { kind: "only with"; when: string; unless: string }
  | { kind: "no more than"; least: string; most: string }
  | { kind: "product"; of: readonly [string, string]; most: number }
  | { kind: "no prefix"; of: string; prefix: string }
);

const REFERENCE = "https://docs.aws.amazon.com/sagemaker/latest/APIReference";
const ALGORITHM = { kind: "exactly one", of: ["TrainingImage", "AlgorithmName"] } as const;
const SPOT = `${REFERENCE}/API_StoppingCondition.html`;

/** https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html */
const TAGS: Rule = {
  kind: "no prefix",
  at: "Tags[]",
  of: "Key",
  prefix: "aws:",
  source: `${REFERENCE}/API_Tag.html`,
};

/** Rules of jobs that train, as a training job has them and a tuning job's definition too. */
function training(at?: string): Rule[] {
  const inside = (path: string) => (at === undefined ? path : `${at}.${path}`);
  const root = at === undefined ? {} : { at };
  return [
    { ...ALGORITHM, at: inside("AlgorithmSpecification"), source: `${REFERENCE}/API_AlgorithmSpecification.html` },
    {
      kind: "at most one",
      of: ["InstanceType", "InstanceGroups"],
      at: inside("ResourceConfig"),
      source: `${REFERENCE}/API_ResourceConfig.html`,
    },
    {
      kind: "needs",
      when: "EnableManagedSpotTraining",
      is: true,
      needs: "StoppingCondition.MaxWaitTimeInSeconds",
      ...root,
      source: SPOT,
    },
    {
      kind: "only with",
      when: "StoppingCondition.MaxWaitTimeInSeconds",
      unless: "EnableManagedSpotTraining",
      ...root,
      source: SPOT,
    },
    {
      kind: "no more than",
      least: "MaxRuntimeInSeconds",
      most: "MaxWaitTimeInSeconds",
      at: inside("StoppingCondition"),
      source: SPOT,
    },
    {
      kind: "exactly one",
      of: ["S3DataSource", "FileSystemDataSource", "DatasetSource"],
      at: inside("InputDataConfig[].DataSource"),
      source: `${REFERENCE}/API_DataSource.html`,
    },
  ];
}

const RULES: Readonly<Record<string, readonly Rule[]>> = {
  "sagemaker:createTrainingJob": [...training(), TAGS],
  "sagemaker:createHyperParameterTuningJob": [
    ...training("TrainingJobDefinition"),
    ...training("TrainingJobDefinitions[]"),
    {
      kind: "at most one",
      of: ["TrainingJobDefinition", "TrainingJobDefinitions"],
      source: `${REFERENCE}/API_CreateHyperParameterTuningJob.html`,
    },
    {
      kind: "no more than",
      least: "MaxParallelTrainingJobs",
      most: "MaxNumberOfTrainingJobs",
      at: "HyperParameterTuningJobConfig.ResourceLimits",
      source: `${REFERENCE}/API_ResourceLimits.html`,
    },
    TAGS,
  ],
  "sagemaker:createProcessingJob": [
    {
      kind: "exactly one",
      of: ["S3Input", "DatasetDefinition"],
      at: "ProcessingInputs[]",
      source: `${REFERENCE}/API_ProcessingInput.html`,
    },
    {
      kind: "exactly one",
      of: ["S3Output", "FeatureStoreOutput"],
      at: "ProcessingOutputConfig.Outputs[]",
      source: `${REFERENCE}/API_ProcessingOutput.html`,
    },
    TAGS,
  ],
  "sagemaker:createTransformJob": [
    {
      kind: "product",
      of: ["MaxConcurrentTransforms", "MaxPayloadInMB"],
      most: 100,
      source: `${REFERENCE}/API_CreateTransformJob.html`,
    },
    TAGS,
  ],
  "sagemaker:createModel": [
    {
      kind: "exactly one",
      of: ["PrimaryContainer", "Containers"],
      source: `${REFERENCE}/API_CreateModel.html`,
    },
    ...["PrimaryContainer", "Containers[]"].map((at): Rule => ({
      kind: "at least one",
      of: ["Image", "ModelPackageName"],
      at,
      source: `${REFERENCE}/API_ContainerDefinition.html`,
    })),
    TAGS,
  ],
  "sagemaker:createEndpointConfig": [
    {
      kind: "exactly one",
      of: ["InstanceType", "ServerlessConfig"],
      at: "ProductionVariants[]",
      source: `${REFERENCE}/API_ProductionVariant.html`,
    },
    TAGS,
  ],
  "sagemaker:createEndpoint": [TAGS],
  "sagemaker:createLabelingJob": [
    {
      kind: "exactly one",
      of: ["S3DataSource", "SnsDataSource"],
      at: "InputConfig.DataSource",
      source: `${REFERENCE}/API_LabelingJobDataSource.html`,
    },
    TAGS,
  ],
};

/** Checks a request against the rules of its API. */
export function checkServiceRules(api: string, request: unknown, path: string, problems: Problem[]): void {
  for (const rule of (Object.hasOwn(RULES, api) && RULES[api]) || []) {
    for (const { value, at } of objectsAt(request, rule.at?.split(".") ?? [], path)) {
      const fault = faultOf(value, rule);
      if (fault !== undefined) problems.push(error("service-rule", at, fault, `See ${rule.source}`));
    }
  }
}

/** The objects at a path of the request, as far as they are known. */
function objectsAt(value: unknown, [step, ...rest]: string[], at: string): { value: Fields; at: string }[] {
  if (!isObject(value)) return [];
  if (step === undefined) return [{ value, at }];
  if (!step.endsWith("[]")) return objectsAt(value[step], rest, `${at}.${step}`);
  const member = step.slice(0, -2);
  const list = value[member];
  if (!Array.isArray(list)) return [];
  return list.flatMap((item: unknown, index) => objectsAt(item, rest, `${at}.${member}[${index}]`));
}

function faultOf(value: Fields, rule: Rule): string | undefined {
  switch (rule.kind) {
    case "exactly one":
    case "at least one":
    case "at most one": {
      const given = rule.of.filter((name) => isGiven(value, name));
      const isRight =
        (given.length > 0 || rule.kind === "at most one") && (given.length < 2 || rule.kind === "at least one");
      return isRight ? undefined : `takes ${rule.kind} of ${rule.of.join(", ")}; has ${given.join(", ") || "none"}`;
    }
    case "needs":
      if (valueAt(value, rule.when) !== rule.is || isGiven(value, rule.needs)) return undefined;
      return `${rule.when} ${JSON.stringify(rule.is)} needs ${rule.needs}`;
    case "only with":
      if (typeof valueAt(value, rule.when) !== "number" || isGiven(value, rule.unless, false)) return undefined;
      return `${rule.when} is for jobs with ${rule.unless} true`;
    case "no more than": {
      const [least, most] = [valueAt(value, rule.least), valueAt(value, rule.most)];
      if (typeof least !== "number" || typeof most !== "number" || least <= most) return undefined;
      return `${rule.least} is ${least}, more than ${rule.most}, which is ${most}`;
    }
    case "product": {
      const [one, other] = [valueAt(value, rule.of[0]), valueAt(value, rule.of[1])];
      if (typeof one !== "number" || typeof other !== "number" || one * other <= rule.most) return undefined;
      return `${rule.of.join(" times ")} is ${one * other}, more than ${rule.most}`;
    }
    case "no prefix": {
      const text = value[rule.of];
      if (typeof text !== "string" || !text.toLowerCase().startsWith(rule.prefix)) return undefined;
      return `${rule.of} is "${text}"; names that start with "${rule.prefix}" are kept for AWS`;
    }
  }
}

function valueAt(value: Fields, path: string): unknown {
  return path.split(".").reduce<unknown>((inner, name) => (isObject(inner) ? inner[name] : undefined), value);
}

/**
 * Whether a member is given, or may be: where the way to it is only known when the state runs it counts as given.
 *
 * @param unlessFalse what a plain `false` counts as
 */
function isGiven(value: Fields, path: string, unlessFalse = true): boolean {
  let inner: unknown = value;
  for (const name of path.split(".")) {
    if (!isObject(inner)) return isExpression(inner) || hasPlaceholder(inner);
    if (Object.hasOwn(inner, `${name}.$`)) return true;
    inner = inner[name];
  }
  return inner !== undefined && (inner !== false || unlessFalse);
}
