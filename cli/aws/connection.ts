/** How commands reach AWS: profile and region as the AWS CLI takes them. */

/** The options of commands that call AWS. */
export interface ConnectionOptions {
  /** A profile of `~/.aws/config`; `AWS_PROFILE`, else the default credentials, when absent. */
  profile?: string;
  /** `AWS_REGION`, else the profile's, when absent. */
  region?: string;
}

/** What every client of the SDK is made with. */
export interface ClientSettings {
  profile?: string;
  region?: string;
  maxAttempts: number;
  /** `standard`: tries again what was throttled or lost, at growing random intervals. */
  retryMode: string;
}

/** Tries of a call that is throttled or lost. */
const MAX_ATTEMPTS = 8;

/** Settings for a client of `@aws-sdk/client-*`; endpoints come from `AWS_ENDPOINT_URL…` as everywhere. */
export function clientSettings({ profile, region }: ConnectionOptions): ClientSettings {
  return {
    ...(profile !== undefined && { profile }),
    ...(region !== undefined && { region }),
    maxAttempts: MAX_ATTEMPTS,
    retryMode: "standard",
  };
}
