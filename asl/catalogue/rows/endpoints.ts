/** Calls to models and web services: Bedrock, API Gateway, any HTTPS endpoint. */
import type { Integration, PatternName } from "../integration";
import { ANY, integrationFrom, passRole, type Row, structure, TEXT } from "../row";

const DOCUMENTATION = "https://docs.aws.amazon.com/step-functions/latest/dg";
const BEDROCK_IAM = `${DOCUMENTATION}/bedrock-iam.html`;
const HTTP = `${DOCUMENTATION}/call-https-apis.html`;
const SYNC: PatternName[] = ["sync"];
const METHODS = { type: "string" as const, enum: ["GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS"] };

/** Where an HTTP task names its connection: to authenticate, and to reach a private endpoint. */
const CONNECTIONS = ["Authentication.ConnectionArn", "InvocationConfig.ConnectionArn"];

const ROWS: Row[] = [
  {
    api: "bedrock:invokeModel",
    patterns: ["requestResponse", "waitForTaskToken"],
    differences: {
      model: "bedrock-runtime",
      input: { Body: ANY, Input: structure({ S3Uri: TEXT }), Output: structure({ S3Uri: TEXT }) },
      output: { Body: ANY },
    },
    permissions: [
      {
        actions: ["bedrock:InvokeModel"],
        resources: ["{$.ModelId|modelArn}", "{$.ModelId|profileModelArn}"],
        source: "https://docs.aws.amazon.com/bedrock/latest/userguide/inference-profiles-prereq.html",
      },
      {
        actions: ["bedrock:ApplyGuardrail"],
        resources: ["arn:{partition}:bedrock:{region}:{account}:guardrail/{$.GuardrailIdentifier}"],
        source: "https://docs.aws.amazon.com/bedrock/latest/userguide/guardrails-permissions-id.html",
      },
      { actions: ["s3:GetObject"], resources: ["{$.Input.S3Uri|objectArn}"], source: BEDROCK_IAM },
      { actions: ["s3:PutObject"], resources: ["{$.Output.S3Uri|objectArn}"], source: BEDROCK_IAM },
    ],
    unseen:
      "bedrock:InvokeModel on the models behind an application inference profile, when ModelId is one's, and on inference " +
      "profiles and their models, when ModelId is known only as the state runs",
    documentation: `${DOCUMENTATION}/connect-bedrock.html`,
  },
  {
    api: "bedrock:createModelCustomizationJob",
    patterns: ["requestResponse", "sync"],
    tagsParameter: "JobTags",
    permissions: [
      {
        actions: ["bedrock:CreateModelCustomizationJob"],
        resources: [
          "arn:{partition}:bedrock:{region}::foundation-model/{$.BaseModelIdentifier}",
          "arn:{partition}:bedrock:{region}:{account}:custom-model/*",
        ],
        wide: "the custom model's id is made with it",
        source: BEDROCK_IAM,
      },
      {
        actions: ["bedrock:TagResource"],
        resources: ["arn:{partition}:bedrock:{region}:{account}:model-customization-job/*"],
        when: "JobTags",
        wide: "the job's id is made when it is created",
        source: BEDROCK_IAM,
      },
      {
        actions: ["bedrock:TagResource"],
        resources: ["arn:{partition}:bedrock:{region}:{account}:custom-model/*"],
        when: "CustomModelTags",
        wide: "the custom model's id is made with it",
        source: BEDROCK_IAM,
      },
      {
        actions: ["bedrock:GetModelCustomizationJob", "bedrock:StopModelCustomizationJob"],
        resources: ["arn:{partition}:bedrock:{region}:{account}:model-customization-job/*"],
        patterns: SYNC,
        wide: "the job's id is made when it is created",
        source: BEDROCK_IAM,
      },
      passRole(["RoleArn"], "bedrock.amazonaws.com", BEDROCK_IAM),
    ],
    documentation: `${DOCUMENTATION}/connect-bedrock.html`,
  },
  {
    api: "apigateway:invoke",
    patterns: ["requestResponse", "waitForTaskToken"],
    differences: {
      shapes: {
        input: structure(
          {
            ApiEndpoint: TEXT,
            Method: METHODS,
            Headers: ANY,
            Stage: TEXT,
            Path: TEXT,
            QueryParameters: ANY,
            RequestBody: ANY,
            AllowNullValues: { type: "boolean" },
            AuthType: { type: "string", enum: ["NO_AUTH", "IAM_ROLE", "RESOURCE_POLICY"] },
          },
          ["ApiEndpoint", "Method"],
        ),
        output: structure({
          ApiEndpoint: TEXT,
          Headers: ANY,
          ResponseBody: ANY,
          StatusCode: { type: "integer" },
          StatusText: TEXT,
        }),
      },
    },
    permissions: [
      {
        actions: ["execute-api:Invoke"],
        resources: [
          "arn:{partition}:execute-api:{region}:{account}:{$.ApiEndpoint|firstLabel}/{$.Stage=$default}/{$.Method}/*",
        ],
        // Without an AuthType the call carries no identity that IAM could judge.
        when: "AuthType",
        wide: "the path may hold parameters",
        source: `${DOCUMENTATION}/api-gateway-iam.html`,
      },
    ],
    documentation: `${DOCUMENTATION}/connect-api-gateway.html`,
  },
  {
    api: "http:invoke",
    patterns: ["requestResponse"],
    differences: {
      shapes: {
        input: structure(
          {
            ApiEndpoint: TEXT,
            Method: METHODS,
            Authentication: structure({ ConnectionArn: TEXT }),
            InvocationConfig: structure({ ConnectionArn: TEXT }),
            Headers: ANY,
            QueryParameters: ANY,
            RequestBody: ANY,
            Transform: ANY,
          },
          ["ApiEndpoint", "Method"],
        ),
        output: structure({ Headers: ANY, ResponseBody: ANY, StatusCode: { type: "integer" }, StatusText: TEXT }),
      },
    },
    permissions: [
      {
        actions: ["states:InvokeHTTPEndpoint"],
        // `*`: AWS lists no resource for this action; endpoint and method are what can be restricted.
        resources: ["*"],
        conditions: {
          StringEquals: { "states:HTTPEndpoint": "{$.ApiEndpoint}", "states:HTTPMethod": "{$.Method}" },
        },
        source: HTTP,
      },
      {
        actions: ["events:RetrieveConnectionCredentials"],
        resources: CONNECTIONS.map((path) => `arn:{partition}:events:{region}:{account}:connection/{$.${path}}`),
        source: HTTP,
      },
      {
        actions: ["secretsmanager:GetSecretValue", "secretsmanager:DescribeSecret"],
        resources: CONNECTIONS.map((path) => `{$.${path}|connectionSecretArn}`),
        wide: "EventBridge ends the secret's name with an id",
        source: HTTP,
      },
    ],
    documentation: HTTP,
  },
];

/** Every integration of Bedrock, API Gateway and HTTPS endpoints. */
export const endpointIntegrations: Integration[] = ROWS.map(integrationFrom);
