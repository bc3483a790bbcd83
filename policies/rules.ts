/** Every rule of the pack, in the order in which they are shown. */
import type { Rule } from "./rule";
import { allowNot } from "./rules/iam/allowNot";
import { exactness } from "./rules/iam/exactness";
import { fullAccess } from "./rules/iam/fullAccess";
import { passRole } from "./rules/iam/passRole";
import { privilegeEscalation } from "./rules/iam/privilegeEscalation";
import { publicResource } from "./rules/iam/publicResource";
import { readableDocument } from "./rules/iam/readableDocument";
import { trustPolicy } from "./rules/iam/trustPolicy";
import { wildcardAction } from "./rules/iam/wildcardAction";
import { wildcardResource } from "./rules/iam/wildcardResource";
import { logRetention } from "./rules/lambda/logRetention";
import { runtime as lambdaRuntime } from "./rules/lambda/runtime";
import { secrets } from "./rules/lambda/secrets";
import { timeout } from "./rules/lambda/timeout";
import { encryption } from "./rules/s3/encryption";
import { publicAccess } from "./rules/s3/publicAccess";
import { tlsOnly } from "./rules/s3/tlsOnly";
import { versioning } from "./rules/s3/versioning";
import { instanceCount } from "./rules/sagemaker/instanceCount";
import { instanceTypes } from "./rules/sagemaker/instanceTypes";
import { kms } from "./rules/sagemaker/kms";
import { networkIsolation } from "./rules/sagemaker/networkIsolation";
import { notebookAccess } from "./rules/sagemaker/notebookAccess";
import { runtime as sagemakerRuntime } from "./rules/sagemaker/runtime";
import { spendCeiling } from "./rules/sagemaker/spendCeiling";
import { spot } from "./rules/sagemaker/spot";
import { volumeSize } from "./rules/sagemaker/volumeSize";
import { vpc } from "./rules/sagemaker/vpc";
import { definition } from "./rules/stepFunctions/definition";
import { errorHandling } from "./rules/stepFunctions/errorHandling";
import { expressSync } from "./rules/stepFunctions/expressSync";
import { logging } from "./rules/stepFunctions/logging";
import { tracing } from "./rules/stepFunctions/tracing";
import { tags } from "./rules/tags";
import { unresolvedOutput } from "./rules/unresolvedOutput";

/** The rules. */
export const rules: readonly Rule[] = [
  wildcardAction,
  wildcardResource,
  allowNot,
  passRole,
  privilegeEscalation,
  fullAccess,
  trustPolicy,
  publicResource,
  readableDocument,
  unresolvedOutput,
  exactness,
  instanceTypes,
  instanceCount,
  volumeSize,
  sagemakerRuntime,
  spot,
  spendCeiling,
  networkIsolation,
  vpc,
  kms,
  notebookAccess,
  definition,
  errorHandling,
  expressSync,
  logging,
  tracing,
  publicAccess,
  tlsOnly,
  encryption,
  versioning,
  lambdaRuntime,
  timeout,
  logRetention,
  secrets,
  tags,
];
