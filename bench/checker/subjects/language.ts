/** Intrinsic functions, every kind of comparison, every kind of wait. */
import type { Subject } from "../mutation";

const intrinsics: Subject = {
  name: "intrinsic functions",
  type: "STANDARD",
  closed: true,
  made: ["$.Numbers", "$.Text", "$.Made", "$.Pieces"],
  definition: {
    StartAt: "Values",
    States: {
      Values: {
        Type: "Pass",
        Result: { Numbers: [3, 1, 2, 2], Text: "a,b,c", Pieces: { Left: { a: 1 }, Right: { b: 2 } } },
        Next: "Make",
      },
      Make: {
        Type: "Pass",
        Parameters: {
          Made: {
            "Length.$": "States.ArrayLength($.Numbers)",
            "First.$": "States.ArrayGetItem($.Numbers, 0)",
            "Unique.$": "States.ArrayUnique($.Numbers)",
            "Has.$": "States.ArrayContains($.Numbers, 3)",
            "Pairs.$": "States.ArrayPartition($.Numbers, 2)",
            "Range.$": "States.ArrayRange(1, 9, 2)",
            "Parts.$": "States.StringSplit($.Text, ',')",
            "Merged.$": "States.JsonMerge($.Pieces.Left, $.Pieces.Right, false)",
            "Hash.$": "States.Hash($.Text, 'SHA-256')",
            "Coded.$": "States.Base64Encode($.Text)",
            "Decoded.$": "States.Base64Decode('YQ==')",
            "Json.$": "States.JsonToString($.Numbers)",
            "Parsed.$": "States.StringToJson('[1]')",
            "Sum.$": "States.MathAdd(1, -1)",
            "Dice.$": "States.MathRandom(1, 6)",
            "Id.$": "States.UUID()",
            "All.$": "States.Array($.Text, States.Format('it\\'s {}', $.Text))",
          },
        },
        Next: "Show",
      },
      Show: { Type: "Pass", InputPath: "$.Made.Merged", End: true },
    },
  },
};

const comparisons: Subject = {
  name: "comparisons and waits",
  type: "STANDARD",
  closed: true,
  made: ["$.Order", "$.Limits"],
  definition: {
    StartAt: "Order",
    States: {
      Order: {
        Type: "Pass",
        Parameters: {
          Order: { Kind: "book", Price: 12.5, Urgent: false, Placed: "2026-11-20T10:00:00Z", Note: null, Delay: 5 },
          Limits: { Price: 100, Kind: "book", "Until.$": "$.Until" },
        },
        Next: "What?",
      },
      "What?": {
        Type: "Choice",
        Choices: [
          { Variable: "$.Order.Kind", StringMatches: "boo*", Next: "Wait seconds" },
          { Variable: "$.Order.Kind", StringEqualsPath: "$.Limits.Kind", Next: "Wait seconds" },
          { Variable: "$.Order.Price", NumericLessThanPath: "$.Limits.Price", Next: "Wait by path" },
          { Variable: "$.Order.Placed", TimestampLessThan: "2026-11-21T00:00:00Z", Next: "Wait until" },
          {
            And: [
              { Variable: "$.Order.Price", NumericGreaterThan: 10 },
              { Variable: "$.Order.Price", NumericLessThanEquals: 20 },
              { Variable: "$.Order.Price", IsNumeric: true },
            ],
            Next: "Wait until path",
          },
          {
            Or: [
              { Variable: "$.Order.Urgent", BooleanEquals: true },
              { Not: { Variable: "$.Order.Note", IsNull: true } },
              { Variable: "$.Order.Gift", IsPresent: true },
            ],
            Next: "Done",
          },
        ],
        Default: "Refused",
      },
      "Wait seconds": { Type: "Wait", Seconds: 10, Next: "Done" },
      "Wait by path": { Type: "Wait", SecondsPath: "$.Order.Delay", Next: "Done" },
      "Wait until": { Type: "Wait", Timestamp: "2026-12-24T18:00:00Z", Next: "Done" },
      "Wait until path": { Type: "Wait", TimestampPath: "$.Limits.Until", Next: "Done" },
      Refused: { Type: "Fail", Error: "Refused", Cause: "Nothing is to be done." },
      Done: { Type: "Succeed" },
    },
  },
};

/** The language's own parts. */
export const languageSubjects: Subject[] = [intrinsics, comparisons];
