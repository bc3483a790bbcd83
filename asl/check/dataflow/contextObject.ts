/** The context object: https://docs.aws.amazon.com/step-functions/latest/dg/input-output-contextobject.html */
import { type Data, type Member, NUMBER, objectOf, STRING, UNKNOWN, withMember } from "./data";

const OPTIONAL_TEXT: Member = { data: STRING, presence: "optional" };

/** Members of `$$.Execution` beside its input. */
const EXECUTION = objectOf({
  Id: STRING,
  Name: STRING,
  RoleArn: STRING,
  StartTime: STRING,
  RedriveCount: NUMBER,
  RedriveTime: OPTIONAL_TEXT,
  RedriveStatus: OPTIONAL_TEXT,
  RedriveStatusReason: OPTIONAL_TEXT,
});
const STATE = objectOf({ EnteredTime: STRING, Name: STRING, RetryCount: NUMBER });
const STATE_MACHINE = objectOf({ Id: STRING, Name: STRING });
const TASK = objectOf({ Token: STRING });

/** Where in a definition the context object is read. */
export interface ContextPlace {
  /** Input of the execution. */
  executionInput: Data;
  /** Whether the state waits for a task token. */
  hasTaskToken: boolean;
  /** What an item of the Map around holds; undefined outside of every Map. */
  mapItem: Data | undefined;
}

/** What is known of the context object at a place. */
export function contextObject({ executionInput, hasTaskToken, mapItem }: ContextPlace): Data {
  return objectOf({
    Execution: withMember(EXECUTION, "Input", { data: executionInput, presence: "certain" }),
    State: STATE,
    StateMachine: STATE_MACHINE,
    ...(hasTaskToken && { Task: TASK }),
    ...(mapItem !== undefined && { Map: mapObject(mapItem) }),
  });
}

/** The context object as `ItemSelector` reads it. */
export function withMapItem(context: Data, item: Data): Data {
  return context.kind === "object"
    ? withMember(context, "Map", { data: mapObject(item), presence: "certain" })
    : context;
}

function mapObject(item: Data): Data {
  return objectOf({
    Item: objectOf({
      Index: NUMBER,
      Value: item,
      Key: OPTIONAL_TEXT,
      Source: { data: UNKNOWN, presence: "optional" },
    }),
  });
}
