/** Tags of everything that a pipeline makes. */
import * as pulumi from "@pulumi/pulumi";
import { context, type Reference } from "../../asl/reference";

/** Tags by key. */
export type Tags = Record<string, string>;

/** The user's tags, and what each resource belongs to. */
export function pipelineTags(pipeline: string, tags: Tags): Tags {
  return { ...tags, Project: pulumi.getProject(), Stack: pulumi.getStack(), Pipeline: pipeline };
}

/**
 * The same tags for an object, as many as S3 takes: https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-tagging.html
 */
export function objectTags({ Project = "", Stack = "", Pipeline = "", ...tags }: Tags): Tags {
  return { Project, Stack, Pipeline, ...Object.fromEntries(Object.entries(tags).slice(0, 7)) };
}

/**
 * The same tags for a SageMaker job, and the execution that started it: the way back from a job (and its bill) to the run.
 */
export function jobTags(tags: Tags): { Key: string; Value: string | Reference }[] {
  return [
    ...Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
    { Key: "Execution", Value: context("Execution.Id") },
  ];
}
