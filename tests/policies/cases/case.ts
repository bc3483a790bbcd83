/** What tests of rules are made of. */
import type { Properties, Resource } from "../../../policies/reading/resource";

/** Resources that a rule passes, finds something in, or cannot judge. */
export interface RuleCase {
  rule: string;
  says: "nothing" | "violation" | "unchecked";
  /** What the case shows. */
  of: string;
  resources: Resource[];
  config?: Record<string, unknown>;
  /** Part of the finding's path or message. */
  text?: string;
}

/** A resource of a stack named `test`. */
export function resource(
  type: string,
  properties: Properties,
  name = "it",
  madeFrom: Resource["madeFrom"] = {},
): Resource {
  return { type, name, urn: `urn:pulumi:test::project::${type}::${name}`, properties, madeFrom };
}

/** A state machine with a definition. */
export function machine(definition: unknown, properties: Properties = {}): Resource {
  const text =
    typeof definition === "string" || typeof definition === "symbol" ? definition : JSON.stringify(definition);
  return resource("aws:sfn/stateMachine:StateMachine", { definition: text, ...properties });
}

/** A definition of one state. */
export function single(state: object): object {
  return { StartAt: "Only", States: { Only: { ...state, End: true } } };
}

/** A training job's Task; `over` replaces members of its parameters. */
export function training(over: object = {}, state: object = {}): object {
  return {
    Type: "Task",
    Resource: "arn:aws:states:::sagemaker:createTrainingJob.sync",
    Parameters: {
      "TrainingJobName.$": "States.UUID()",
      AlgorithmSpecification: { TrainingImage: "image", TrainingInputMode: "File" },
      RoleArn: "arn:aws:iam::123456789012:role/job",
      OutputDataConfig: { S3OutputPath: "s3://bucket/out/" },
      ResourceConfig: { InstanceType: "ml.m5.xlarge", InstanceCount: 1, VolumeSizeInGB: 30 },
      StoppingCondition: { MaxRuntimeInSeconds: 3600 },
      ...over,
    },
    ...state,
  };
}

/** A Choice that lets a value of the input through when `rule` holds, and then training with parameters of the input. */
export function behindChoice(rule: object, over: object, before: Record<string, object> = {}): object {
  const [first] = Object.keys(before);
  return {
    StartAt: first ?? "Allowed?",
    States: {
      ...before,
      "Allowed?": { Type: "Choice", Choices: [{ ...rule, Next: "Train" }], Default: "Refused" },
      Train: { ...training(over), End: true },
      Refused: { Type: "Fail" },
    },
  };
}
