/** Evaluates components in process, with the stand-in for AWS's provider, and records what each child was given. */
import * as pulumi from "@pulumi/pulumi";
import type { StateMachineDefinition } from "../../asl/definition";
import type { Environment, PolicyDocument } from "../../iam/document";
import { checkInputs, invoke, outputs } from "../../local/aws/standIn";

export const environment: Environment = { partition: "aws", region: "us-east-1", account: "123456789012" };

/** One registered resource. */
export interface Registered {
  type: string;
  name: string;
  inputs: Record<string, unknown>;
  /** Inputs and what AWS adds; of a component, its inputs. */
  state: Record<string, unknown>;
  id: string;
}

/** What a program registered, with the look-ups that tests need. */
export interface Evaluated {
  resources: Registered[];
  /** The one resource of a type and logical name; throws when there is none or more than one. */
  one(type: string, name: string): Registered;
  definition(name: string): StateMachineDefinition;
  policy(name: string): PolicyDocument;
}

/** Runs `program` as a stack named `dev` and waits until every resource is registered. */
export async function evaluate(
  program: () => unknown,
  options: { environment?: Environment; stack?: string; preview?: boolean } = {},
): Promise<Evaluated> {
  const where = options.environment ?? environment;
  const stack = options.stack ?? "dev";
  const resources: Registered[] = [];
  await pulumi.runtime.setMocks(
    {
      newResource({ type, name, inputs: given }) {
        const isCustom = type.startsWith("aws:");
        const inputs = isCustom
          ? checkInputs(type, name, given as Record<string, unknown>, { seed: `project/${stack}` })
          : given;
        const made = isCustom ? outputs(type, name, inputs, where) : { id: `${name}_id`, state: inputs };
        resources.push({ type, name, inputs, ...made });
        if (!isCustom) return made;
        // At preview a provider gives what its check filled in; ids, ARNs and the like are not known yet.
        return options.preview === true ? { id: undefined, state: inputs } : made;
      },
      call: ({ token, inputs }) => invoke(token, inputs as Record<string, unknown>, where),
    },
    "project",
    stack,
    options.preview ?? false,
  );
  await pulumi.runtime.runInPulumiStack(async () => {
    await program();
    return {};
  });
  await pulumi.runtime.disconnect();
  const one = (type: string, name: string) => {
    const found = resources.filter((resource) => resource.type === type && resource.name === name);
    if (found.length !== 1 || found[0] === undefined)
      throw new Error(`${found.length} resources are ${type} "${name}"`);
    return found[0];
  };
  return {
    resources,
    one,
    definition: (name) => JSON.parse(one("aws:sfn/stateMachine:StateMachine", name).inputs.definition as string),
    policy: (name) => JSON.parse(one("aws:iam/rolePolicy:RolePolicy", name).inputs.policy as string),
  };
}
