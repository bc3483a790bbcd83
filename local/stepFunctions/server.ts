/**
 * Step Functions as functions of the program reach it: an endpoint to which task tokens are sent back. Each call is judged
 * with the role by whose access key it is signed.
 */
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";
import { AccessDenied, type Authorizer } from "../authorizer";
import type { Callbacks } from "../interpreter/callbacks";
import { ServiceError } from "../tasks/serviceErrors";
import { sendTaskToken, TOKEN_OPERATIONS, type TokenRequest } from "./taskTokens";

const SOURCE = "https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsstepfunctions.html";

/** A running endpoint. */
export interface StepFunctionsServer {
  /** For instance `http://127.0.0.1:43567`. */
  endpoint: string;
  close(): Promise<void>;
}

/**
 * Starts the endpoint on a free port of 127.0.0.1.
 *
 * @param onFault called with what is no answer of Step Functions; the client sees 500
 */
export async function startStepFunctions(
  callbacks: Callbacks,
  authorizer: Pick<Authorizer, "authorize" | "roleOf">,
  onFault: (error: unknown) => void,
): Promise<StepFunctionsServer> {
  const server = createServer((request, response) => {
    const answer = (status: number, body: object) =>
      response.writeHead(status, { "Content-Type": "application/x-amz-json-1.0" }).end(JSON.stringify(body));
    call(request).then(
      () => answer(200, {}),
      (error: unknown) => {
        if (error instanceof ServiceError) return answer(400, { __type: error.code, message: error.message });
        onFault(error);
        return answer(500, { __type: "InternalServerError", message: String(error) });
      },
    );
  });

  async function call(request: IncomingMessage): Promise<void> {
    const operation = String(request.headers["x-amz-target"]).replace("AWSStepFunctions.", "");
    const given = (await json(request)) as TokenRequest;
    if (!TOKEN_OPERATIONS.includes(operation)) {
      throw new ServiceError(
        "UnknownOperationException",
        `A local run answers functions ${TOKEN_OPERATIONS.join(", ")} only, not ${operation}.`,
      );
    }
    const key = /Credential=([^/]+)\//.exec(request.headers.authorization ?? "")?.[1] ?? "";
    const role = authorizer.roleOf(key);
    if (role === undefined) {
      throw new ServiceError("UnrecognizedClientException", "The security token included in the request is invalid.");
    }
    try {
      // `*`: these actions have no resource-level permissions.
      await authorizer.authorize(role, { action: `states:${operation}`, resource: "*", source: SOURCE });
    } catch (error) {
      throw error instanceof AccessDenied ? new ServiceError("AccessDeniedException", error.message) : error;
    }
    sendTaskToken(operation, given, callbacks);
  }

  await new Promise<void>((resolve, reject) => server.once("error", reject).listen(0, "127.0.0.1", resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
