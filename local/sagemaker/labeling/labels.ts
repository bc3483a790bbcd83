/**
 * Labels and their metadata as Ground Truth writes them into an output manifest.
 * https://docs.aws.amazon.com/sagemaker/latest/dg/sms-data-output.html
 */
import type { Json, JsonObject } from "../../../asl/definition";
import { JobFault } from "../jobFault";

/** What a task type makes of an answer. */
type LabelForm = "class" | "classes" | "other";

/** By the end of the name of AWS's own pre-annotation functions: https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_HumanTaskConfig.html */
const TASK_TYPES: Record<string, { type: string; form: LabelForm }> = {
  "PRE-ImageMultiClass": { type: "image-classification", form: "class" },
  "PRE-ImageMultiClassMultiLabel": { type: "image-classification-multilabel", form: "classes" },
  "PRE-TextMultiClass": { type: "text-classification", form: "class" },
  "PRE-TextMultiClassMultiLabel": { type: "text-classification-multilabel", form: "classes" },
  "PRE-VideoMultiClass": { type: "video-classification", form: "class" },
  "PRE-VerificationBoundingBox": { type: "label-verification", form: "class" },
  "PRE-VerificationSemanticSegmentation": { type: "label-verification", form: "class" },
  "PRE-BoundingBox": { type: "object-detection", form: "other" },
  "PRE-NamedEntityRecognition": { type: "text-span", form: "other" },
  "PRE-SemanticSegmentation": { type: "semantic-segmentation", form: "other" },
};

/** The task type of a labeling job. Custom when its function is not one of AWS's own. */
export function taskTypeOf(preHumanTaskLambdaArn = ""): { type: string; form: LabelForm } {
  const name = preHumanTaskLambdaArn.split(":").at(-1) ?? "";
  const { type, form } = TASK_TYPES[name] ?? { type: "custom", form: "other" as const };
  return { type: `groundtruth/${type}`, form };
}

/**
 * The members that an output manifest's line gets for an answer: the label and `<attribute>-metadata`.
 *
 * @param answer the label: a category's name or index, a list of these for several labels, or the label itself for other
 * task types
 * @param given metadata that the answer brought, which win
 * @throws JobFault for a category that is not among the job's
 */
export function labelled(
  attribute: string,
  answer: Json,
  given: JsonObject,
  job: { name: string; preHumanTaskLambdaArn?: string; categories: readonly string[] },
): JsonObject {
  const { type, form } = taskTypeOf(job.preHumanTaskLambdaArn);
  const common = commonMetadata(job.name, type);
  const index = (label: Json) => indexOf(label, job.categories);
  if (form === "class") {
    const label = index(answer);
    const metadata = { "class-name": job.categories[label]!, confidence: 1, ...common, ...given };
    return { [attribute]: label, [`${attribute}-metadata`]: metadata };
  }
  if (form === "classes") {
    const labels = [answer].flat().map(index);
    const named = <T extends Json>(value: (label: number) => T) =>
      Object.fromEntries(labels.map((label) => [String(label), value(label)]));
    const maps = { "class-map": named((label) => job.categories[label]!), "confidence-map": named(() => 1) };
    return { [attribute]: labels, [`${attribute}-metadata`]: { ...maps, ...common, ...given } };
  }
  return { [attribute]: answer, [`${attribute}-metadata`]: { ...common, ...given } };
}

/** The metadata of a data object that has no label. */
export function unlabelled(attribute: string, job: string, type: string, reason: string): JsonObject {
  return { [`${attribute}-metadata`]: { "failure-reason": reason, ...commonMetadata(job, type) } };
}

function commonMetadata(job: string, type: string): JsonObject {
  return {
    type,
    "job-name": `labeling-job/${job.toLowerCase()}`,
    "human-annotated": "yes",
    "creation-date": new Date().toISOString().replace(/Z$/, "000"),
  };
}

function indexOf(label: Json, categories: readonly string[]): number {
  const index = typeof label === "number" ? label : categories.findIndex((category) => category === label);
  if (categories[index] !== undefined) return index;
  throw new JobFault(
    `ClientError: The answer ${JSON.stringify(label)} is none of the label categories: ${categories.join(", ") || "there are none"}`,
  );
}
