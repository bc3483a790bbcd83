/** The least permissions of a role that SageMaker jobs run with. */
import type { StateMachineDefinition } from "../asl/definition";
import { constantVariables } from "../asl/known/constantVariables";
import { asPattern, type ParameterValue, valuesAt } from "../asl/parameterValue";
import { parseS3Uri, type S3Location } from "./arn";
import { asyncInputs } from "./asyncInferenceNeeds";
import { type Derivation, type DerivedPermissions, joined, type PermissionNote, refusal, UNSEEN } from "./derivation";
import type { Environment, Statement } from "./document";
import { IamError, type IamProblem } from "./iamError";
import { jobNeeds } from "./jobNeeds";
import { endpointNamesOf, type JobInDefinition, jobsOf, jobsOfRole, rolesOf } from "./jobsOf";
import { jobStorage, type JobStorage, storageStatements } from "./jobStorage";
import { minimise } from "./minimise";
import { type PackageContents, packagedData, registeredPackages, withPackagedImages } from "./packagedModels";
import { isOpen, sourceOf } from "./openness";
import { sourceArchives } from "./sourceArchives";
import { statementOf } from "./statement";

/** What the caller knows beyond the definition. */
export interface JobRoleOptions {
  /**
   * S3 URIs (a prefix is enough) of what jobs read beside what their parameters name: the objects that a manifest lists, or
   * a program's archive. A training, processing or transform job whose `S3DataType` is a manifest is refused without them,
   * and so is a job or model in script mode whose archive comes from the input.
   */
  reads?: readonly string[];
  /** What model packages hold of which the definition makes models; what it registers itself when absent. */
  packages?: PackageContents;
}

/**
 * Derives what a job role needs from the definition whose jobs and models name it: S3 prefixes, image repositories, log
 * streams, metrics, keys, network interfaces, the archive of a program in script mode, and a labeling job's functions and topics. A tuning job's training jobs run
 * with the role that their definition names. Transform jobs and endpoints name no role: they run with that of their model,
 * so they count for every role that a `createModel` of the definition names.
 *
 * A model's data that comes from the state's input is taken to be the output of the definition's training jobs.
 *
 * @throws IamError when a place in S3 comes from the input and cannot be told from the definition, or when a manifest
 *   names what is read and no `reads` are given
 */
export function jobRolePermissionsFor(
  definition: StateMachineDefinition,
  environment: Environment,
  role: string,
  options: JobRoleOptions = {},
): DerivedPermissions {
  const constants = constantVariables(definition);
  const all = jobsOf(definition, constants);
  const packages = options.packages ?? registeredPackages(definition, constants);
  const jobs = withPackagedImages(jobsOfRole(all, role, endpointNamesOf(definition, constants)), packages);
  const artifacts = all.flatMap(artifactsOf);
  const isAsynchronous = jobs.some(({ request }) => valuesAt(request, "AsyncInferenceConfig", constants).length > 0);
  const { statements, notes, problems } = joined([
    ...jobs.map((job) => jobPermissions(job, artifacts, environment, options)),
    ...jobs.map((job) => roleNotes(job, role)),
    declaredReads(options, environment),
    packagedData(jobs, packages, artifacts, environment),
    ...(isAsynchronous ? [asyncInputs(definition, constants, environment, options.reads !== undefined)] : []),
  ]);
  if (problems.length > 0) throw new IamError(problems);
  return { statements: minimise(statements), notes };
}

function jobPermissions(
  job: JobInDefinition,
  artifacts: readonly S3Location[],
  environment: Environment,
  { reads }: JobRoleOptions,
): Derivation {
  const storage = jobStorage(job);
  const sources = sourceArchives(job);
  const statements: Statement[] = storageStatements(
    { ...storage, objects: [...storage.objects, ...sources.objects] },
    environment,
  );
  const notes = statements.flatMap((statement) => wideNotes(statement, job.path, S3_REASON));
  for (const { actions, resources, condition, wide } of jobNeeds(job, environment)) {
    const statement = statementOf(
      actions,
      resources,
      condition && { [condition.operator]: { [condition.key]: condition.value } },
    );
    statements.push(statement);
    notes.push(...wideNotes(statement, job.path, wide ?? ""));
  }
  const problems =
    reads === undefined
      ? [
          ...storage.manifests.map((value) => manifestProblem(job, value)),
          ...sources.unknown.map((value) => sourceProblem(job, value)),
        ]
      : [];
  notes.push(...unseenNotes(job), ...sources.hidden.map((value) => hiddenSourceNote(job, value)));
  return joined([{ statements, notes, problems }, unknownPlaces(job, storage, artifacts, environment)]);
}

const S3_REASON =
  "a place in S3 stands for every key that begins with it, and names of outputs are made when the job runs";

function wideNotes({ Resource }: Statement, path: string, reason: string): PermissionNote[] {
  return Resource.filter((resource) => resource.includes("*")).map((resource) => ({ path, resource, reason }));
}

function manifestProblem({ at }: JobInDefinition, value: ParameterValue): IamProblem {
  return {
    path: `${at}.${value.at}`,
    message: `the manifest ${sourceOf(value)} names what the job reads; say where that is with "reads": ["s3://…"]`,
  };
}

function sourceProblem({ at }: JobInDefinition, value: ParameterValue): IamProblem {
  return {
    path: `${at}.${value.at}`,
    message:
      `the archive of the program comes from ${sourceOf(value)}; write it as an S3 URI, ` +
      'or say where it is with "reads": ["s3://…"]',
  };
}

function hiddenSourceNote({ at }: JobInDefinition, value: ParameterValue): PermissionNote {
  return {
    path: `${at}.${value.at}`,
    resource: UNSEEN,
    reason: `in script mode it names the program's archive, so say where that is with "reads": ${sourceOf(value)}`,
  };
}

/** Places that come from the input: for a model's data what the training jobs leave, for anything else a problem. */
function unknownPlaces(
  job: JobInDefinition,
  { unknown }: JobStorage,
  artifacts: readonly S3Location[],
  environment: Environment,
): Derivation {
  return joined(
    unknown.map((value) => {
      const path = `${job.at}.${value.at}`;
      const source = sourceOf(value);
      if (job.access.kind !== "model" || artifacts.length === 0) {
        return refusal(path, `the place in S3 comes from ${source}; write it as an S3 URI (a prefix is enough)`);
      }
      const statements = storageStatements({ reads: [], objects: [...artifacts], writes: [] }, environment);
      const notes = statements
        .flatMap(({ Resource }) => Resource)
        .map((resource) => ({ path, resource, reason: `the job's name is part of ${source}` }));
      return { statements, notes, problems: [] };
    }),
  );
}

/** What no request shows, and data that does not come from S3. */
function unseenNotes({ access, request, path, at, constants }: JobInDefinition): PermissionNote[] {
  const others = [
    "InputDataConfig[].DataSource.FileSystemDataSource.FileSystemId",
    "ProcessingInputs[].DatasetDefinition",
  ]
    .flatMap((input) => valuesAt(request, input, constants))
    .filter((value) => access.reads.some((read) => read.split("[]")[0] === value.at.split("[")[0]))
    .map((value) => ({
      path: `${at}.${value.at}`,
      resource: UNSEEN,
      reason: `data that is not in S3, so add by hand what reading it needs: ${sourceOf(value)}`,
    }));
  if (access.unseen === undefined) return others;
  return [...others, { path, resource: UNSEEN, reason: `no request shows, so add by hand: ${access.unseen}` }];
}

/** Jobs that may run with the role, but whose role is known only when the state runs. */
function roleNotes(job: JobInDefinition, role: string): Derivation {
  const notes = rolesOf(job)
    .filter(isOpen)
    .map((value) => ({
      path: `${job.at}.${value.at}`,
      resource: role,
      reason: `the job may run with this role, which comes from ${sourceOf(value)}`,
    }));
  return { statements: [], notes, problems: [] };
}

function declaredReads({ reads = [] }: JobRoleOptions, environment: Environment): Derivation {
  return joined(
    reads.map((uri, index) => {
      const location = parseS3Uri(uri);
      if (location === undefined) return refusal(`reads[${index}]`, `"${uri}" is no S3 URI: s3://bucket/prefix`);
      const statements = storageStatements({ reads: [location], objects: [], writes: [] }, environment);
      const notes = statements.flatMap((each) => wideNotes(each, `reads[${index}]`, S3_REASON));
      return { statements, notes, problems: [] };
    }),
  );
}

/** Where training jobs put their model: https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ModelArtifacts.html */
function artifactsOf({ access, request, name, constants }: JobInDefinition): S3Location[] {
  if (access.kind !== "training" && access.kind !== "tuning") return [];
  return valuesAt(request, "OutputDataConfig.S3OutputPath", constants).flatMap((output) => {
    const location = parseS3Uri(asPattern(output));
    if (location === undefined) return [];
    const folder = location.key.replace(/\/$/, "");
    const jobName = name === undefined ? "*" : asPattern(name);
    const key = [
      ...(folder === "" ? [] : [folder]),
      access.kind === "tuning" ? `${jobName}-*` : jobName,
      "output",
      "model.tar.gz",
    ].join("/");
    return [{ bucket: location.bucket, key }];
  });
}
