/** Where the container of a job or model in script mode reads the archive of its program, with the job's own role. */
import { asPattern, type ParameterValue, valuesAt } from "../asl/parameterValue";
import { parseS3Uri, type S3Location } from "./arn";
import type { JobRequest } from "./jobsOf";

/** The archives that a job's parameters name. */
export interface SourceArchives {
  objects: S3Location[];
  /** Parameters that name an archive whose place is not known before the state runs. */
  unknown: ParameterValue[];
  /** Expressions for the whole of the hyperparameters, or of the environment: whether they name one is not known. */
  hidden: ParameterValue[];
}

/**
 * The places of a job's programs: `sagemaker_submit_directory` of training jobs, `SAGEMAKER_SUBMIT_DIRECTORY` of models. The
 * SageMaker Python SDK writes hyperparameters as JSON, so that the URI may stand in quotation marks. A path inside the
 * container (`/opt/ml/model/code`) needs no right.
 *
 * Source: https://github.com/aws/sagemaker-training-toolkit (the container itself downloads the archive, that one object)
 */
export function sourceArchives({ access, request, constants }: JobRequest): SourceArchives {
  const found: SourceArchives = { objects: [], unknown: [], hidden: [] };
  for (const path of access.sources ?? []) {
    const member = path.slice(path.lastIndexOf(".") + 1);
    for (const parent of valuesAt(request, path.slice(0, -member.length - 1), constants)) {
      if (parent.kind !== "literal") {
        found.hidden.push(parent);
        continue;
      }
      for (const value of valuesAt(parent.value, member, constants)) {
        const text = unquoted(asPattern(value));
        const location = parseS3Uri(text);
        if (location !== undefined) found.objects.push(location);
        else if (!text.startsWith("/")) found.unknown.push({ ...value, at: `${parent.at}.${value.at}` });
      }
    }
  }
  return found;
}

/** `"s3://…"` as JSON is the text in it; any other text is itself. */
function unquoted(text: string): string {
  return /^\s*"(.*)"\s*$/s.exec(text)?.[1] ?? text;
}
