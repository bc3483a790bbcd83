/** The small line below a state's name: what kind of state it is, or which service it calls. */
import type { State } from "../definition";

/** Services as AWS writes them, by the name in a resource string; others keep the name they have there. */
const serviceNames: Record<string, string> = {
  apigateway: "API Gateway",
  athena: "Athena",
  batch: "Batch",
  bedrock: "Bedrock",
  bedrockruntime: "Bedrock",
  codebuild: "CodeBuild",
  dynamodb: "DynamoDB",
  ecs: "ECS",
  eks: "EKS",
  elasticmapreduce: "EMR",
  "emr-containers": "EMR on EKS",
  "emr-serverless": "EMR Serverless",
  events: "EventBridge",
  eventbridge: "EventBridge",
  glue: "Glue",
  databrew: "Glue DataBrew",
  http: "HTTP",
  lambda: "Lambda",
  mediaconvert: "MediaConvert",
  s3: "S3",
  sagemaker: "SageMaker",
  sagemakerruntime: "SageMaker Runtime",
  secretsmanager: "Secrets Manager",
  sfn: "Step Functions",
  sns: "SNS",
  sqs: "SQS",
  ssm: "Systems Manager",
  states: "Step Functions",
};

/** What a Task's `Resource` calls. */
export interface ServiceCall {
  /** As in the resource string: `sagemaker`, `lambda`, `s3`, …; `activity` for an activity; "" when it cannot be told. */
  service: string;
  /** The API with its pattern, the function's or the activity's name: `createTrainingJob.sync`. */
  call: string;
}

/**
 * Reads a Task's `Resource`. Placeholders of templates (`${TrainFunction.Arn}`) may stand anywhere in it.
 *
 * Forms: https://docs.aws.amazon.com/step-functions/latest/dg/state-task.html#state-task-resource-types
 *
 * @example serviceCall("arn:aws:states:::aws-sdk:s3:getObject") // { service: "s3", call: "getObject" }
 */
export function serviceCall(resource: unknown): ServiceCall {
  if (typeof resource !== "string") return { service: "", call: "" };
  // A placeholder such as ${AWS::Partition} holds colons of its own.
  const parts = resource.match(/(?:\$\{[^}]*\}|[^:])*(?::|$)/g)!.map((part) => part.replace(/:$/, ""));
  const rest = (from: number) =>
    parts
      .slice(from)
      .filter((part) => part !== "")
      .join(":");
  const [arn, , space, , , kind = ""] = parts;
  if (arn === "arn" && space === "lambda" && kind === "function") return { service: "lambda", call: rest(6) };
  if (arn === "arn" && space === "states") {
    if (kind === "aws-sdk") return { service: parts[6] ?? "", call: rest(7) };
    return { service: kind, call: rest(6) };
  }
  return { service: "", call: resource.replace(/^\$\{(.*?)(\.Arn)?\}$/, "$1") };
}

/**
 * The caption of a state.
 *
 * @example
 * stateCaption({ Type: "Task", Resource: "arn:aws:states:::sagemaker:createTrainingJob.sync", End: true })
 * // "SageMaker: createTrainingJob.sync"
 */
export function stateCaption(state: State): string {
  switch (state.Type) {
    case "Task": {
      const { service, call } = serviceCall(state.Resource);
      if (service === "activity") return `Activity: ${call}`;
      const name = serviceNames[service] ?? service.replace(/^[a-z]/, (letter) => letter.toUpperCase());
      return [name || "Task", call].filter((part) => part !== "").join(": ");
    }
    case "Wait": {
      const until = state.Timestamp ?? state.TimestampPath;
      if (until !== undefined) return `Wait until ${until}`;
      const time = state.Seconds ?? state.SecondsPath;
      return typeof time === "number" ? `Wait: ${time} s` : time === undefined ? "Wait" : `Wait: ${time}`;
    }
    case "Fail":
      return typeof state.Error === "string" ? `Fail: ${state.Error}` : "Fail";
    case "Map":
      return state.ItemProcessor?.ProcessorConfig?.Mode === "DISTRIBUTED" ? "Distributed Map" : "Map";
    default:
      return typeof state.Type === "string" ? state.Type : "Unknown type";
  }
}
