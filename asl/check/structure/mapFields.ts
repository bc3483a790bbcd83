/**
 * The fields of a Map state that read, group and write items.
 *
 * Sources: https://docs.aws.amazon.com/step-functions/latest/dg/state-map-distributed.html and the pages on
 * https://docs.aws.amazon.com/step-functions/latest/dg/input-output-itemreader.html, input-output-itembatcher.html and
 * input-output-resultwriter.html
 */
import type { Rule } from "./rule";
import { oneOf, path, template, text, whole } from "./rules";

/** The most bytes that a state's input has: https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html */
const MAX_INPUT_BYTES = 262_144;
const MAX_COUNT = 2_147_483_647;

const s3Arguments: Rule = { type: "object", only: "JSONata", computed: true };

const readerConfig: Rule = {
  type: "object",
  of: {
    name: "ReaderConfig",
    fields: {
      InputType: oneOf("CSV", "JSON", "JSONL", "MANIFEST", "PARQUET"),
      ManifestType: oneOf("ATHENA_DATA", "S3_INVENTORY"),
      Transformation: oneOf("NONE", "LOAD_AND_FLATTEN"),
      ItemsPointer: text,
      CSVHeaderLocation: oneOf("FIRST_ROW", "GIVEN"),
      CSVHeaders: { type: "list", of: text },
      CSVDelimiter: oneOf("COMMA", "PIPE", "SEMICOLON", "SPACE", "TAB"),
      MaxItems: whole(0, 100_000_000),
      MaxItemsPath: path,
    },
    exclusive: [["MaxItems", "MaxItemsPath"]],
  },
};

/** Map's own fields, but for the processor and what it gets. */
export const mapFields = {
  ItemReader: {
    type: "object",
    of: {
      name: "ItemReader",
      fields: {
        Resource: { type: "text", pattern: /^arn:[^:]+:states:::s3:(getObject|listObjectsV2)$/ },
        Parameters: template,
        Arguments: s3Arguments,
        ReaderConfig: readerConfig,
      },
      required: ["Resource"],
    },
  },
  ItemBatcher: {
    type: "object",
    of: {
      name: "ItemBatcher",
      fields: {
        MaxItemsPerBatch: whole(0, MAX_COUNT),
        MaxItemsPerBatchPath: path,
        MaxInputBytesPerBatch: whole(0, MAX_INPUT_BYTES),
        MaxInputBytesPerBatchPath: path,
        BatchInput: { type: "object", computed: true },
      },
      exclusive: [
        ["MaxItemsPerBatch", "MaxItemsPerBatchPath"],
        ["MaxInputBytesPerBatch", "MaxInputBytesPerBatchPath"],
      ],
      oneOf: [["MaxItemsPerBatch", "MaxItemsPerBatchPath", "MaxInputBytesPerBatch", "MaxInputBytesPerBatchPath"]],
    },
  },
  ResultWriter: {
    type: "object",
    of: {
      name: "ResultWriter",
      fields: {
        Resource: { type: "text", pattern: /^arn:[^:]+:states:::s3:putObject$/ },
        Parameters: template,
        Arguments: s3Arguments,
        WriterConfig: {
          type: "object",
          of: {
            name: "WriterConfig",
            fields: {
              Transformation: oneOf("NONE", "COMPACT", "FLATTEN"),
              OutputType: oneOf("JSON", "JSONL"),
            },
          },
        },
      },
      oneOf: [["Resource", "WriterConfig"]],
    },
  },
  MaxConcurrency: whole(0, MAX_COUNT),
  MaxConcurrencyPath: path,
  ToleratedFailureCount: whole(0, MAX_COUNT),
  ToleratedFailureCountPath: path,
  ToleratedFailurePercentage: { type: "number", least: 0, most: 100, computed: true },
  ToleratedFailurePercentagePath: path,
  // The label becomes part of an ARN.
  Label: { type: "text", most: 40, pattern: /^[^\s?*<>{}[\]:;,\\|^~$#%&`"\p{Cc}]+$/u },
} satisfies Record<string, Rule>;
