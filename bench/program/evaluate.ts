/** Evaluates a program in this process against the stand-in for AWS's provider, the same way for every program measured. */
import * as pulumi from "@pulumi/pulumi";
import { checkInputs, invoke, outputs } from "../../local/aws/standIn";

type Properties = Record<string, unknown>;

const environment = { partition: "aws", region: "us-east-1", account: "123456789012" };

/** Called for each resource that is registered. */
export type OnResource = (resource: { type: string; name: string; inputs: Properties }) => void;

/** Runs `program` as a stack and waits until all its resources are registered. */
export async function evaluate(program: () => void, onResource?: OnResource): Promise<void> {
  await pulumi.runtime.setMocks(
    {
      newResource({ type, name, inputs: given }) {
        const inputs = given as Properties;
        onResource?.({ type, name, inputs });
        if (!type.startsWith("aws:")) return { id: "", state: inputs };
        return outputs(type, name, checkInputs(type, name, inputs, { seed: "bench" }), environment);
      },
      call: ({ token, inputs }) => invoke(token, inputs as Properties, environment),
    },
    "bench",
    "dev",
  );
  await pulumi.runtime.runInPulumiStack(async () => program());
  await pulumi.runtime.disconnect();
}
