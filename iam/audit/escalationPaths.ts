/** Permissions with which a caller can give itself more: which actions together, and how. */

const RHINO = "https://github.com/RhinoSecurityLabs/AWS-IAM-Privilege-Escalation";
const HACKING = "https://hackingthe.cloud/aws/exploitation/iam_privilege_escalation/";
const ASSUME_ROLE = "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_permissions-to-switch.html";

/** One way. */
export interface EscalationPath {
  /** All of them are needed. */
  actions: readonly string[];
  /** The service that the role is passed to, where iam:PassRole is one of the actions. */
  passedTo?: string;
  /** Whether it is a way, if a worse one than any, also on resources that the policy names. */
  alsoOnNamed?: true;
  /** What the caller then does: "the caller can …". */
  how: string;
  source: string;
}

function alone(action: string, how: string): EscalationPath {
  return { actions: [action], alsoOnNamed: true, how, source: RHINO };
}

function passing(passedTo: string, actions: readonly string[], what: string, source = RHINO): EscalationPath {
  return { actions: ["iam:PassRole", ...actions], passedTo, how: `run ${what} with any role`, source };
}

export const ESCALATION_PATHS: readonly EscalationPath[] = [
  alone("iam:CreatePolicyVersion", "rewrite a policy that it has"),
  alone("iam:SetDefaultPolicyVersion", "bring back an older, wider version of a policy that it has"),
  alone("iam:AttachUserPolicy", "attach any policy to a user"),
  alone("iam:AttachGroupPolicy", "attach any policy to a group"),
  alone("iam:AttachRolePolicy", "attach any policy to a role"),
  alone("iam:PutUserPolicy", "write any policy for a user"),
  alone("iam:PutGroupPolicy", "write any policy for a group"),
  alone("iam:PutRolePolicy", "write any policy for a role"),
  alone("iam:AddUserToGroup", "join a group with more permissions"),
  alone("iam:UpdateAssumeRolePolicy", "let itself assume a role"),
  alone("iam:CreateAccessKey", "make a key of another user's"),
  alone("iam:CreateLoginProfile", "set a password for another user"),
  alone("iam:UpdateLoginProfile", "change another user's password"),
  { actions: ["sts:AssumeRole"], how: "assume any role that trusts the account", source: ASSUME_ROLE },
  { actions: ["lambda:UpdateFunctionCode"], how: "run its code with the role of any function", source: RHINO },
  {
    actions: ["lambda:UpdateFunctionConfiguration"],
    how: "put a layer of its own into any function, and run it with its role",
    source: HACKING,
  },
  { actions: ["glue:UpdateDevEndpoint"], how: "open a shell with the role of any development endpoint", source: RHINO },
  {
    actions: ["sagemaker:CreatePresignedNotebookInstanceUrl"],
    how: "open any notebook, and use its role",
    source: HACKING,
  },
  passing("lambda.amazonaws.com", ["lambda:CreateFunction", "lambda:InvokeFunction"], "a function"),
  passing("lambda.amazonaws.com", ["lambda:CreateFunction", "lambda:CreateEventSourceMapping"], "a function"),
  passing("lambda.amazonaws.com", ["lambda:CreateFunction", "lambda:AddPermission"], "a function", HACKING),
  passing("sagemaker.amazonaws.com", ["sagemaker:CreateNotebookInstance"], "a notebook", HACKING),
  passing("sagemaker.amazonaws.com", ["sagemaker:CreateTrainingJob"], "a training job", HACKING),
  passing("sagemaker.amazonaws.com", ["sagemaker:CreateProcessingJob"], "a processing job", HACKING),
  passing("sagemaker.amazonaws.com", ["sagemaker:CreateHyperParameterTuningJob"], "training jobs", HACKING),
  passing("cloudformation.amazonaws.com", ["cloudformation:CreateStack"], "a stack"),
  passing("cloudformation.amazonaws.com", ["cloudformation:UpdateStack"], "a stack", HACKING),
  passing("glue.amazonaws.com", ["glue:CreateDevEndpoint"], "a development endpoint"),
  passing("glue.amazonaws.com", ["glue:CreateJob", "glue:StartJobRun"], "a Glue job", HACKING),
  passing("glue.amazonaws.com", ["glue:UpdateJob", "glue:StartJobRun"], "a Glue job", HACKING),
  passing("ec2.amazonaws.com", ["ec2:RunInstances"], "an instance"),
  passing(
    "datapipeline.amazonaws.com",
    ["datapipeline:CreatePipeline", "datapipeline:PutPipelineDefinition"],
    "a data pipeline",
  ),
  passing("codebuild.amazonaws.com", ["codebuild:CreateProject", "codebuild:StartBuild"], "a build", HACKING),
  passing("ecs-tasks.amazonaws.com", ["ecs:RegisterTaskDefinition", "ecs:RunTask"], "a container", HACKING),
  passing("states.amazonaws.com", ["states:CreateStateMachine", "states:StartExecution"], "a state machine", HACKING),
];
