/** A role that one AWS service assumes, with the permissions that were derived for it. */
import * as iam from "@pulumi/aws/iam";
import type * as pulumi from "@pulumi/pulumi";
import { roleArn, regionalArn } from "../../iam/arn";
import type { Environment, Statement } from "../../iam/document";
import { trustPolicy } from "../../iam/trustPolicy";
import { rolePolicies } from "./rolePolicies";
import type { Tags } from "./tags";
import { whenKnown } from "./whenKnown";

/** What a role needs to know. */
export interface ServiceRoleArgs {
  description: string;
  environment: pulumi.Output<Environment>;
  /** `sagemaker.amazonaws.com`. */
  service: string;
  /** For whom the service may assume the role: `states` and `stateMachine:churn-*`; any resource of the account if absent. */
  source?: { service: string; resource: string | pulumi.Output<string> };
  tags: Tags;
}

/** A service's role. Its ARN is made of its name, so that it is known at preview. */
export class ServiceRole {
  readonly arn: pulumi.Output<string>;
  private readonly role: iam.Role;

  constructor(
    private readonly name: string,
    private readonly args: ServiceRoleArgs,
    private readonly options: pulumi.CustomResourceOptions,
  ) {
    const { environment, service, source } = args;
    this.role = new iam.Role(
      name,
      {
        description: args.description,
        assumeRolePolicy: whenKnown([environment, source?.resource], (where, resource) =>
          JSON.stringify(trustPolicy(service, where, source && regionalArn(where, source.service, resource ?? "*"))),
        ),
        tags: args.tags,
      },
      options,
    );
    this.arn = whenKnown([environment, this.role.name], roleArn);
  }

  /**
   * Gives the role its permissions. What uses the role depends on the result: a role alone can do nothing yet.
   *
   * They are one inline policy; what is over the quota of those goes into managed policies. How many these are depends on
   * the statements, so they are made when the statements are known: at preview wherever policies are made of names.
   */
  grant(statements: pulumi.Output<Statement[]>): pulumi.Output<pulumi.Resource[]> {
    const documents = statements.apply(rolePolicies);
    const inline = new iam.RolePolicy(
      this.name,
      { role: this.role.name, policy: documents.apply(([first]) => first) },
      this.options,
    );
    return documents.apply(([, ...rest]) => [inline, ...rest.map((policy, index) => this.attach(policy, index))]);
  }

  /** A managed policy of the role's own. */
  private attach(policy: string, index: number): pulumi.Resource {
    const name = `${this.name}-${index + 2}`;
    const description = `Part ${index + 2} of what ${this.name} may do`;
    const managed = new iam.Policy(name, { description, policy, tags: this.args.tags }, this.options);
    return new iam.RolePolicyAttachment(name, { role: this.role.name, policyArn: managed.arn }, this.options);
  }
}
