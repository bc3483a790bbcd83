/** What an expression can read. */
import type { Json, JsonObject } from "../../../asl/definition";
import type { Variables } from "../variables";

/** The values that an expression is evaluated on. */
export interface View {
  /** JSONPath's `$`; what it stands for depends on the field. */
  data: Json;
  /** JSONata's `$states`, without `context`. */
  states: { input: Json; result?: Json; errorOutput?: Json };
  /** The context object: JSONPath's `$$`, JSONata's `$states.context`. */
  context: JsonObject;
  variables: Variables;
}

/** A field's expressions, prepared. */
export type Expression<Value = Json> = (view: View) => Value | Promise<Value>;
