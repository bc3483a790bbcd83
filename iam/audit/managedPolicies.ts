/** AWS's own policies that allow too much. */
import { type Finding, findingOf } from "./finding";

/** An ARN of a policy of AWS's, or its name with its path. */
const OF_AWS = /^(?:arn:[^:]*:iam::aws:policy\/)(.+)$/;

/** Policies for people who run an account: https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_job-functions.html */
const JOB_FUNCTIONS = [
  "DatabaseAdministrator",
  "DataScientist",
  "NetworkAdministrator",
  "PowerUserAccess",
  "SystemAdministrator",
];

/** `AdministratorAccess-Amplify` and `AWSLambda_FullAccess` too. */
const TOO_MUCH = /^AdministratorAccess|Full_?Access/i;

/**
 * Finds AWS's policies that allow all of a service, or of all services. Policies of an account's own are read by
 * `auditDocument`.
 *
 * @param arn `arn:aws:iam::aws:policy/AmazonSageMakerFullAccess`; anything else than such an ARN has no finding
 * @param path where it stands: `managedPolicyArns[0]`
 */
export function auditManagedPolicyArn(arn: unknown, path = ""): Finding[] {
  const name = typeof arn === "string" ? OF_AWS.exec(arn)?.[1]?.split("/").at(-1) : undefined;
  if (name === undefined || !(TOO_MUCH.test(name) || JOB_FUNCTIONS.includes(name))) return [];
  return [
    findingOf("full-access-managed-policy", {
      path,
      subject: arn as string,
      message: `${name} allows ${/^(Admin|PowerUser)/.test(name) ? "nearly everything" : "far more than one task needs"}, on every resource`,
      remedy: "Grant what is called: mlpipe permissions derives it from a definition.",
    }),
  ];
}
