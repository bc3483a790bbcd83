/**
 * Unpacks the properties of a resource once for all rules. The SDK unpacks the message anew for every rule, and of a whole
 * stack every resource for every rule on stacks: most of the time that a pack takes. It offers no hook for it, so the
 * messages are seen to where they come in. What the SDK hands to rules is a copy of what is kept here.
 */
import { AnalyzerService } from "@pulumi/pulumi/proto/analyzer_grpc_pb";

/** What is used of the generated classes. */
interface Properties {
  toJavaScript(): unknown;
}
interface Message {
  getProperties(): Properties | undefined;
}
interface StackMessage {
  getResourcesList(): Message[];
}
interface Method<Request> {
  requestDeserialize: (bytes: Buffer) => Request;
}

/** Makes the messages of `Analyze` and `AnalyzeStack` unpack their properties once. */
export function readPropertiesOnce(): void {
  const { analyze, analyzeStack } = AnalyzerService as unknown as {
    analyze: Method<Message>;
    analyzeStack: Method<StackMessage>;
  };
  const readOne = analyze.requestDeserialize;
  analyze.requestDeserialize = (bytes) => once(readOne(bytes));
  const readAll = analyzeStack.requestDeserialize;
  analyzeStack.requestDeserialize = (bytes) => {
    const request = readAll(bytes);
    request.getResourcesList().forEach(once);
    return request;
  };
}

function once<Request extends Message>(request: Request): Request {
  const properties = request.getProperties();
  if (properties === undefined) return request;
  let kept: unknown;
  const keeping = { toJavaScript: () => (kept ??= properties.toJavaScript()) };
  request.getProperties = () => keeping;
  return request;
}
