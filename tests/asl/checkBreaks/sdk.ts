/** What is wrong with a call of the AWS SDK. */
import { type Break, lambda, only, train } from "./break";

export const sdkBreaks: Break[] = [
  [
    "a misspelt API of the AWS SDK",
    "unknown-api States.Train.Resource",
    (d) => (train(d).Resource = "arn:aws:states:::aws-sdk:s3:getObjct"),
  ],
  [
    "an API of the AWS SDK in the wrong case",
    "unknown-api States.Train.Resource",
    (d) => (train(d).Resource = "arn:aws:states:::aws-sdk:s3:GetObject"),
  ],
  [
    "a service of the AWS SDK by another name",
    "unknown-api States.Train.Resource",
    (d) => (train(d).Resource = "arn:aws:states:::aws-sdk:stepfunctions:startExecution"),
  ],
  [
    "an API of the AWS SDK that may be new",
    "unknown-sdk-api States.Train.Resource",
    (d) => (train(d).Resource = "arn:aws:states:::aws-sdk:s3:listObjectsV9"),
  ],
  [
    "what is no API, but a property of objects",
    "unknown-sdk-api States.Train.Resource",
    (d) => (train(d).Resource = "arn:aws:states:::aws-sdk:s3:constructor"),
  ],
  [
    "a misspelt parameter of an API of the AWS SDK",
    "unknown-parameter States.Only.Parameters.Buckt",
    (d) => {
      only(d, {
        ...lambda(),
        Resource: "arn:aws:states:::aws-sdk:s3:getObject",
        Parameters: { Buckt: "b", Bucket: "b", Key: "k" },
      });
    },
  ],
  [
    "an object for JSON as text",
    "object-for-text States.Only.Parameters.SecretString",
    (d) => {
      only(d, {
        ...lambda(),
        Resource: "arn:aws:states:::aws-sdk:secretsmanager:putSecretValue",
        Parameters: { SecretId: "s", SecretString: {} },
      });
    },
  ],
];
