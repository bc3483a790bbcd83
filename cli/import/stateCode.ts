/** One state of a definition as the call of its builder. */
import type { Catcher, ChoiceRule, Json, JsonObject, QueryLanguage, State, StateGraph } from "../../asl/definition";
import type { Fragment } from "../../asl/fragment";
import { parseIntegration } from "../../asl/resource";
import { expressionCode, Inexpressible, jsonataCode, referenceCode, templateCode } from "./templateCode";
import { called, list, object, options, plain, type Traced } from "./traced";

/** What a state needs of the rest of its definition. */
export interface Surroundings {
  /** The machine's. */
  language: QueryLanguage;
  /** The fragment that begins with a state. */
  target: (name: string) => Traced<Fragment>;
  /** The states of a branch or processor. */
  inner: (graph: StateGraph) => Traced<Fragment>;
}

/** Any state's members: what is not there is undefined. */
type Fields = Partial<Record<string, Json>>;

/**
 * The call of the builder that comes nearest to a state. Whether it gives the very state is for the caller to see.
 *
 * @throws Inexpressible when there is none, AslError when the builder refuses
 */
export function stateCode(name: string, state: State, around: Surroundings): Traced<Fragment> {
  const fields = state as unknown as Fields;
  const isJsonata = (state.QueryLanguage ?? around.language) === "JSONata";
  const build = isJsonata ? JSONATA[state.Type] : JSONPATH[state.Type];
  if (build === undefined) throw new Inexpressible(`there is no builder of a ${state.Type} state in JSONata`);
  return build(plain(name), fields, around);
}

type Builder = (name: Traced, fields: Fields, around: Surroundings) => Traced<Fragment>;

const maybe = <Value>(value: Value | undefined, code: (given: Value) => Traced): Traced | undefined =>
  value === undefined ? undefined : code(value);
const given = (value: Json | undefined) => maybe(value, plain);
const number = (value: Json | undefined) =>
  maybe(value, (known) => {
    if (typeof known !== "number") throw new Inexpressible(`the builder wants a number for ${JSON.stringify(known)}`);
    return plain(known);
  });
const template = (value: Json | undefined) => maybe(value, (known) => templateCode(known as JsonObject));
const inJsonata = (value: Json | undefined) => maybe(value, jsonataCode);
const comment = ({ Comment }: Fields) => ({ comment: given(Comment) });

const JSONPATH: Record<State["Type"], Builder> = {
  Task: (name, fields, around) =>
    called(
      "task",
      name,
      object({ ...callOf(fields), parameters: templateCode((fields["Parameters"] ?? {}) as JsonObject) }),
      options({
        ...comment(fields),
        timeoutSeconds: number(fields["TimeoutSeconds"]),
        heartbeatSeconds: number(fields["HeartbeatSeconds"]),
        ...results(fields),
        ...errors(fields, around),
      }),
    ),
  Pass: (name, fields) =>
    called(
      "pass",
      name,
      options({
        ...comment(fields),
        result: given(fields["Result"]),
        parameters: template(fields["Parameters"]),
        resultPath: given(fields["ResultPath"]),
      }),
    ),
  Choice: (name, fields, around) =>
    called(
      "choice",
      name,
      list(
        rulesOf(fields).map(({ Next = "", ...when }) =>
          object({ when: plain(when as JsonObject), then: around.target(Next) }),
        ),
      ),
      options({ ...comment(fields), ...otherwise(fields, around) }),
    ),
  Wait: (name, fields) => {
    const { Seconds, SecondsPath, Timestamp, TimestampPath } = fields;
    const isTime = Timestamp !== undefined || TimestampPath !== undefined;
    const until = isTime ? textOrPath(Timestamp, TimestampPath) : numberOrPath(Seconds, SecondsPath);
    return called("wait", name, object({ [isTime ? "timestamp" : "seconds"]: until }), options(comment(fields)));
  },
  Succeed: (name, fields) => called("succeed", name, options(comment(fields))),
  Fail: (name, fields) => {
    const error = textOrPath(fields["Error"], fields["ErrorPath"]);
    if (error === undefined) throw new Inexpressible("the builder wants an error's name");
    return called(
      "fail",
      name,
      object({ error, cause: textOrPath(fields["Cause"], fields["CausePath"]), ...comment(fields) }),
    );
  },
  Parallel: (name, fields, around) =>
    called(
      "parallel",
      name,
      list((fields["Branches"] as unknown as StateGraph[]).map((branch) => around.inner(branch))),
      options({
        ...comment(fields),
        parameters: template(fields["Parameters"]),
        ...results(fields),
        ...errors(fields, around),
      }),
    ),
  Map: (name, fields, around) => {
    const processor = fields["ItemProcessor"] as unknown as StateGraph | undefined;
    if (processor === undefined) throw new Inexpressible("the builder writes ItemProcessor, not Iterator");
    const { Mode, ExecutionType } = (processor as { ProcessorConfig?: Fields }).ProcessorConfig ?? {};
    const isDistributed = Mode === "DISTRIBUTED";
    return called(
      isDistributed ? "distributedMap" : "map",
      name,
      around.inner(processor),
      options({
        ...comment(fields),
        ...(isDistributed ? { executionType: ExecutionType === "STANDARD" ? undefined : given(ExecutionType) } : {}),
        itemsPath: given(fields["ItemsPath"]),
        itemSelector: template(fields["ItemSelector"]),
        ...(isDistributed ? distributed(fields) : { maxConcurrency: number(fields["MaxConcurrency"]) }),
        ...results(fields),
        ...errors(fields, around),
      }),
    );
  },
};

const JSONATA: Partial<Record<State["Type"], Builder>> = {
  Task: (name, fields, around) =>
    called(
      "jsonataTask",
      name,
      object({ ...callOf(fields), arguments: jsonataCode(fields["Arguments"] ?? {}) }),
      options({
        ...jsonataOptions(fields),
        timeoutSeconds: inJsonata(fields["TimeoutSeconds"]),
        heartbeatSeconds: inJsonata(fields["HeartbeatSeconds"]),
        retry: given(fields["Retry"]),
        catch: maybe(catchersOf(fields), (catchers) =>
          list(
            catchers.map(({ ErrorEquals, Next, Output, Assign }) =>
              object({
                errors: isEveryError(ErrorEquals) ? undefined : plain(ErrorEquals),
                target: around.target(Next),
                output: inJsonata(Output),
                assign: inJsonata(Assign),
              }),
            ),
          ),
        ),
      }),
    ),
  Pass: (name, fields) => called("jsonataPass", name, object(jsonataOptions(fields))),
  Choice: (name, fields, around) =>
    called(
      "jsonataChoice",
      name,
      list(
        rulesOf(fields).map(({ Condition, Next = "", Assign }) =>
          object({
            when: expressionCode(Condition),
            then: around.target(Next),
            assign: inJsonata(Assign as Json | undefined),
          }),
        ),
      ),
      options({ ...jsonataOptions(fields), ...otherwise(fields, around) }),
    ),
  Succeed: JSONPATH.Succeed,
  Fail: JSONPATH.Fail,
  Wait: JSONPATH.Wait,
  Parallel: JSONPATH.Parallel,
  Map: JSONPATH.Map,
};

function callOf({ Resource }: Fields): Record<string, Traced | undefined> {
  const integration = parseIntegration(textOf(Resource));
  if (integration === undefined) throw new Inexpressible("its Resource is no service integration");
  const { api, pattern } = integration;
  return { api: plain(api), pattern: pattern === "requestResponse" ? undefined : plain(pattern) };
}

function results(fields: Fields): Record<string, Traced | undefined> {
  return {
    resultSelector: template(fields["ResultSelector"]),
    resultPath: given(fields["ResultPath"]),
    assign: template(fields["Assign"]),
  };
}

function errors(fields: Fields, around: Surroundings): Record<string, Traced | undefined> {
  return {
    retry: given(fields["Retry"]),
    catch: maybe(catchersOf(fields), (catchers) =>
      list(
        catchers.map(({ ErrorEquals, Next, ResultPath }) =>
          object({
            errors: isEveryError(ErrorEquals) ? undefined : plain(ErrorEquals),
            target: around.target(Next),
            resultPath: ResultPath === "$.Failure" ? undefined : given(ResultPath),
          }),
        ),
      ),
    ),
  };
}

function distributed(fields: Fields): Record<string, Traced | undefined> {
  const { ToleratedFailureCount, ToleratedFailureCountPath } = fields;
  const { ToleratedFailurePercentage, ToleratedFailurePercentagePath } = fields;
  const tolerated = options({
    count: numberOrPath(ToleratedFailureCount, ToleratedFailureCountPath),
    percentage: numberOrPath(ToleratedFailurePercentage, ToleratedFailurePercentagePath),
  });
  return {
    itemReader: storage(fields["ItemReader"], "ReaderConfig"),
    itemBatcher: batcher(fields["ItemBatcher"] as Fields | undefined),
    resultWriter: storage(fields["ResultWriter"], "WriterConfig"),
    maxConcurrency: numberOrPath(fields["MaxConcurrency"], fields["MaxConcurrencyPath"]),
    toleratedFailures: tolerated,
    label: given(fields["Label"]),
  };
}

function storage(field: Json | undefined, configName: string): Traced | undefined {
  if (field === undefined) return undefined;
  const { Resource, Parameters, [configName]: config } = field as Fields;
  const api = parseIntegration(textOf(Resource))?.api ?? "";
  if (!/^s3:(getObject|listObjectsV2|putObject)$/.test(api)) throw new Inexpressible(`the builder has no ${api}`);
  return object({ api: plain(api), parameters: templateCode((Parameters ?? {}) as JsonObject), config: given(config) });
}

function batcher(field: Fields | undefined): Traced | undefined {
  return maybe(field, (known) =>
    object({
      maxItems: numberOrPath(known["MaxItemsPerBatch"], known["MaxItemsPerBatchPath"]),
      maxInputBytes: numberOrPath(known["MaxInputBytesPerBatch"], known["MaxInputBytesPerBatchPath"]),
      batchInput: template(known["BatchInput"]),
    }),
  );
}

function jsonataOptions(fields: Fields): Record<string, Traced | undefined> {
  return { ...comment(fields), output: inJsonata(fields["Output"]), assign: inJsonata(fields["Assign"]) };
}

function otherwise({ Default }: Fields, { target }: Surroundings): Record<string, Traced | undefined> {
  return { otherwise: maybe(Default as string | undefined, target) };
}

/** A field, or the path that stands in its place. */
function numberOrPath(value: Json | undefined, path: Json | undefined): Traced | undefined {
  return textOrPath(undefined, path) ?? number(value);
}

function textOrPath(value: Json | undefined, path: Json | undefined): Traced | undefined {
  return maybe(path, (expression) => referenceCode(textOf(expression))) ?? given(value);
}

/** The text that a field is meant to hold. */
function textOf(value: Json | undefined): string {
  return typeof value === "string" ? value : "";
}

function rulesOf(fields: Fields): ChoiceRule[] {
  return fields["Choices"] as unknown as ChoiceRule[];
}

function catchersOf(fields: Fields): Catcher[] | undefined {
  return fields["Catch"] as unknown as Catcher[] | undefined;
}

function isEveryError(names: string[]): boolean {
  return names.length === 1 && names[0] === "States.ALL";
}
