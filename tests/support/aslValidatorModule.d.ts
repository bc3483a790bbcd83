/** asl-validator ships no types. */
declare module "asl-validator" {
  interface Finding {
    "Error code": string;
    Message?: string;
    path?: string;
    schemaError?: { instancePath: string };
  }
  function validate(
    definition: object,
    options?: { checkPaths?: boolean; checkArn?: boolean },
  ): { isValid: boolean; errors: Finding[] };
  export = validate;
}
