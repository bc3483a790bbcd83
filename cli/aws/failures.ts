/** What AWS answers when it refuses, in words that say what to do. */
import { UserError } from "../../local/userError";

/** What of an SDK's error is looked at. */
interface SdkFailure {
  name?: string;
  message?: string;
  code?: string;
  $metadata?: { httpStatusCode?: number };
}

const CREDENTIALS =
  /^(ExpiredToken|ExpiredTokenException|InvalidClientTokenId|UnrecognizedClientException|InvalidAccessKeyId|SignatureDoesNotMatch|CredentialsProviderError|TokenRefreshRequired|InvalidSignatureException)/;
const NETWORK = /^(ENOTFOUND|ECONNREFUSED|ECONNRESET|ETIMEDOUT|EAI_AGAIN|EPIPE|TimeoutError|NetworkingError)/;

/** Whether a call did not reach AWS, or its answer did not come back: it may be tried again. */
export function isNetworkFailure(error: unknown): boolean {
  const { name = "", code = "", $metadata, cause } = (error ?? {}) as SdkFailure & { cause?: SdkFailure };
  if ($metadata?.httpStatusCode !== undefined) return $metadata.httpStatusCode >= 500;
  return NETWORK.test(code) || NETWORK.test(name) || NETWORK.test(cause?.code ?? "");
}

/**
 * The same failure as a user can mend it; other errors as they are.
 *
 * @param what what was asked for: `the model package arn:…`
 */
export function explained(error: unknown, what: string): unknown {
  const { name = "", message = "", code = "", $metadata } = (error ?? {}) as SdkFailure;
  if (CREDENTIALS.test(name)) {
    return new UserError(
      `AWS does not take the credentials: ${message}`,
      "Sign in again (aws sso login), or name other credentials with --profile.",
    );
  }
  if (/Region is missing/.test(message)) {
    return new UserError("No region is set.", "Name it with --region, AWS_REGION, or in the profile.");
  }
  if (isNetworkFailure(error)) {
    return new UserError(
      `AWS was not reached: ${message || code}`,
      "Look at the network and --region, then try again.",
    );
  }
  if (/^AccessDenied/.test(name) || $metadata?.httpStatusCode === 403) {
    return new UserError(`AWS does not let you read ${what}: ${message}`, "Use a role that may, with --profile.");
  }
  if (($metadata?.httpStatusCode ?? 0) >= 400) {
    return new UserError(
      `AWS does not give ${what}: ${message || name}`,
      "Look at the name, the account and the region.",
    );
  }
  return error;
}
