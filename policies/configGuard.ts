/**
 * Refuses a config with mistakes when the engine hands it over, before any resource is judged.
 *
 * The SDK passes over rules that there are not, so that a misspelt name would switch nothing off and tell nobody; and it
 * shows a policy only its own settings. What it offers no hook for is read where the request comes in.
 */
import { AnalyzerService } from "@pulumi/pulumi/proto/analyzer_grpc_pb";
import { configMistakes } from "./config";
import type { Settings } from "./environments";
import type { Rule } from "./rule";

/** What is used of the request's generated class. */
interface ConfigureRequest {
  getPolicyconfigMap(): Iterable<[string, unknown]> & { entries(): Iterator<[string, PolicyConfig]> };
}
interface PolicyConfig {
  getProperties(): { toJavaScript(): Settings } | undefined;
}

/** Makes `Configure` fail with every mistake of the config. */
export function refuseWrongConfig(rules: readonly Rule[]): void {
  const { configure } = AnalyzerService as unknown as {
    configure: { requestDeserialize: (bytes: Buffer) => ConfigureRequest };
  };
  const read = configure.requestDeserialize;
  configure.requestDeserialize = (bytes) => {
    const request = read(bytes);
    const config: Record<string, Settings> = {};
    const entries = request.getPolicyconfigMap().entries();
    for (let entry = entries.next(); entry.done !== true; entry = entries.next()) {
      const [name, settings] = entry.value;
      config[name] = settings.getProperties()?.toJavaScript() ?? {};
    }
    const mistakes = configMistakes(rules, config);
    if (mistakes.length > 0) request.getPolicyconfigMap = () => refuse(mistakes);
    return request;
  };
}

/** Fails where the SDK reads the request: what fails before, gRPC answers without its message. */
function refuse(mistakes: readonly string[]): never {
  const error = new Error(`The policy pack's config has mistakes:\n${mistakes.join("\n")}`);
  // The SDK sends the stack to the user, who has no use for it.
  error.stack = error.message;
  throw error;
}
