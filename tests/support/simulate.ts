/** The IAM simulator, for single calls. */
import { runSimulation } from "@cloud-copilot/iam-simulate";
import type { AwsCall, PolicyDocument } from "../../iam/document";

const ACCOUNT = "123456789012";

/** Keys trust their account, as AWS's default key policy does; without it no role could use them. */
const keyPolicy = {
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` }, Action: "kms:*", Resource: "*" }],
};

/** Whether a role with this policy may make the call. A call that the simulator cannot make sense of throws. */
export async function isAllowed(policy: PolicyDocument, { action, resource, context = {} }: AwsCall): Promise<boolean> {
  const result = await runSimulation(
    {
      request: {
        principal: `arn:aws:iam::${ACCOUNT}:role/tested`,
        action,
        resource: { resource, accountId: ACCOUNT },
        contextVariables: context,
      },
      identityPolicies: [{ name: "tested", policy }],
      serviceControlPolicies: [],
      resourceControlPolicies: [],
      ...(action.startsWith("kms:") ? { resourcePolicy: keyPolicy } : {}),
    },
    {},
  );
  if (result.resultType === "error") throw new Error(`${action} on ${resource}: ${JSON.stringify(result.errors)}`);
  return result.overallResult === "Allowed";
}

/** The policy with one action on one resource taken out of one of its statements. */
export function* withoutEachEntry(policy: PolicyDocument): Generator<{ removed: string; policy: PolicyDocument }> {
  for (const [index, statement] of policy.Statement.entries()) {
    for (const action of statement.Action) {
      for (const resource of statement.Resource) {
        // The entry's row and column stay but for the entry itself.
        const rest = [
          { ...statement, Action: statement.Action.filter((other) => other !== action) },
          { ...statement, Action: [action], Resource: statement.Resource.filter((other) => other !== resource) },
        ].filter(({ Action, Resource }) => Action.length > 0 && Resource.length > 0);
        yield {
          removed: `${action} on ${resource}`,
          policy: { ...policy, Statement: policy.Statement.flatMap((each, at) => (at === index ? rest : [each])) },
        };
      }
    }
  }
}
