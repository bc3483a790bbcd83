/** The least permissions of a role that SageMaker jobs run with. */
import type { StateMachineDefinition } from "../asl/definition";
import { asPattern, requestOf, valuesAt } from "../asl/parameterValue";
import { walkStates } from "../asl/walk";
import type { S3Location } from "./arn";
import { parseS3Uri } from "./arn";
import type { Environment, Statement } from "./document";
import { integrationTask } from "./expandPermission";
import { IamError, type IamProblem } from "./iamError";
import { jobNeeds, type JobRequest } from "./jobNeeds";
import { jobStorage, storageStatements } from "./jobStorage";
import { minimise } from "./minimise";
import type { DerivedPermissions, PermissionNote } from "./permissionsFor";
import { statementOf } from "./statement";

interface JobInDefinition extends JobRequest {
  path: string;
}

/**
 * Derives what a job role needs from the definition whose jobs and models name it: S3 prefixes, image repositories, log
 * streams, metrics, keys and network interfaces. Transform jobs name no role: they run with that of their model, so they
 * count for every role that a `createModel` of the definition names.
 *
 * A model's data that comes from the state's input is taken to be the output of the definition's training jobs.
 *
 * @throws IamError when a place in S3 comes from the input and cannot be told from the definition
 */
export function jobRolePermissionsFor(
  definition: StateMachineDefinition,
  environment: Environment,
  role: string,
): DerivedPermissions {
  const all = jobsOf(definition);
  const jobs = jobsOfRole(all, role);
  const statements: Statement[] = [];
  const notes: PermissionNote[] = [];
  const problems: IamProblem[] = [];
  for (const job of jobs) {
    const storage = jobStorage(job.access, job.request);
    statements.push(...storageStatements(storage, environment));
    for (const { actions, resources, condition } of jobNeeds(job, environment)) {
      statements.push(
        statementOf(actions, resources, condition && { [condition.operator]: { [condition.key]: condition.value } }),
      );
    }
    const artifacts = job.access.kind === "model" ? trainingArtifacts(all) : [];
    for (const value of [...storage.dynamicReads, ...storage.dynamicWrites]) {
      const path = `${job.path}.Parameters.${value.at}`;
      const source = value.kind === "literal" ? JSON.stringify(value.value) : value.expression;
      if (artifacts.length === 0) {
        problems.push({
          path,
          message: `the place in S3 comes from ${source}; write it as an S3 URI (a prefix is enough)`,
        });
        continue;
      }
      const found = storageStatements(
        { reads: [], objects: artifacts, writes: [], dynamicReads: [], dynamicWrites: [] },
        environment,
      );
      statements.push(...found);
      notes.push({
        path,
        resource: found.flatMap(({ Resource }) => Resource).join(", "),
        reason: `the job's name is part of ${source}`,
      });
    }
  }
  if (problems.length > 0) throw new IamError(problems);
  return { statements: minimise(statements), notes };
}

function jobsOf(definition: StateMachineDefinition): JobInDefinition[] {
  return [...walkStates(definition)].flatMap(({ state, path }) => {
    if (state.Type !== "Task") return [];
    const request = requestOf(state);
    const access = integrationTask(state.Resource, request)?.integration.job;
    return access === undefined ? [] : [{ access, request, path }];
  });
}

function jobsOfRole(all: JobInDefinition[], role: string): JobInDefinition[] {
  const own = all.filter(
    ({ access, request }) => access.role !== undefined && valuesAt(request, access.role).map(asPattern).includes(role),
  );
  const models = own.filter(({ access }) => access.kind === "model");
  if (models.length === 0) return own;
  const modelImages = models.flatMap(({ access, request }) =>
    access.images.flatMap((path) => valuesAt(request, path)).map(asPattern),
  );
  const transforms = all.filter(({ access }) => access.kind === "transform").map((job) => ({ ...job, modelImages }));
  return [...own, ...transforms];
}

/** Where training jobs put their model: https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ModelArtifacts.html */
function trainingArtifacts(jobs: JobInDefinition[]): S3Location[] {
  return jobs
    .filter(({ access }) => access.kind === "training")
    .flatMap(({ request }) => {
      const [output] = valuesAt(request, "OutputDataConfig.S3OutputPath");
      const [name] = valuesAt(request, "TrainingJobName");
      const location = output && parseS3Uri(asPattern(output));
      if (location === undefined) return [];
      const folder = location.key.replace(/\/$/, "");
      const key = [
        ...(folder === "" ? [] : [folder]),
        name === undefined ? "*" : asPattern(name),
        "output",
        "model.tar.gz",
      ].join("/");
      return [{ bucket: location.bucket, key }];
    });
}
