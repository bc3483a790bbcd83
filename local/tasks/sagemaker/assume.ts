/** What SageMaker's calls have in common: names as ARNs, taking up roles, and the surroundings of what they start. */
import { regionalArn } from "../../../iam/arn";
import type { JobEnvironment } from "../../sagemaker/jobEnvironment";
import { ServiceError } from "../serviceErrors";
import type { TaskScope } from "../scope";

/** The ARN of a model, endpoint or endpoint config: in lower case whatever the name is. */
export function arnOf(
  type: "model" | "endpoint" | "endpoint-config",
  name: string,
  { environment }: TaskScope,
): string {
  return regionalArn(environment, "sagemaker", `${type}/${name.toLowerCase()}`);
}

/** The surroundings of a job or endpoint that a task starts. */
export function surroundingsOf(scope: TaskScope, signal: AbortSignal): JobEnvironment {
  const { environment, python, s3Endpoint, s3, workDir, authorizer, containers, onLog, onMetric, onNote, onTuning } =
    scope;
  return {
    ...environment,
    ...{ python, s3Endpoint, s3, workDir, authorizer, signal, onTuning, ...(containers && { containers }) },
    onLog: (_job, line) => onLog(line),
    onNote: (_job, text) => onNote(text),
    onMetric: (_job, point) => onMetric(point),
  };
}

/** SageMaker takes up the role when it is given it: https://docs.aws.amazon.com/sagemaker/latest/dg/sagemaker-roles.html */
export async function assume(role: string, sourceArn: string, { authorizer }: TaskScope): Promise<void> {
  const service = "sagemaker.amazonaws.com";
  if (await authorizer.mayAssume(role, { service, sourceArn, session: "SageMaker" })) return;
  throw new ServiceError(
    "ValidationException",
    `Could not assume role ${role}. Please ensure that the role exists and allows principal '${service}' to assume the role.`,
  );
}
