/**
 * Runs one invocation of a Lambda function in a process of its own: bootstrap.cjs RESULT_FILE.
 *
 * Reads `{ event, context, deadlineMs }` from standard input and writes `{ payload }` or `{ error }` to RESULT_FILE. What
 * the function prints goes out as it is. Errors have the names and the form of Lambda's Node.js runtime:
 * https://docs.aws.amazon.com/lambda/latest/dg/nodejs-exceptions.html
 */
"use strict";
const { existsSync, readFileSync, writeFileSync } = require("node:fs");
const { Socket } = require("node:net");
const path = require("node:path");

const [, , resultFile] = process.argv;

// Descriptor 3 closes when the program that started this one dies, however it dies (local/process.ts).
new Socket({ fd: 3, readable: true, writable: false })
  .on("close", () => process.exit(1))
  .on("error", () => {})
  .resume()
  .unref();

process.on("uncaughtException", (error) => end({ error: describe(error) }));
process.on("unhandledRejection", (reason) =>
  end({ error: { ...describe(reason), errorType: "Runtime.UnhandledPromiseRejection" } }),
);

main().then(
  (payload) => end({ payload: payload === undefined ? null : payload }),
  (error) => end({ error: describe(error) }),
);

async function main() {
  const { event, context, deadlineMs } = JSON.parse(readFileSync(0, "utf8"));
  const handler = loadHandler();
  return handler(event, { ...context, getRemainingTimeInMillis: () => Math.max(0, deadlineMs - Date.now()) });
}

/** `_HANDLER` is `<module>.<export>`, below the folder of the function's code. */
function loadHandler() {
  const [, module, name] = /^(.*)\.([^.]+)$/.exec(process.env._HANDLER) ?? [];
  const file = [".js", ".cjs", ".mjs"]
    .map((extension) => path.join(process.env.LAMBDA_TASK_ROOT, `${module}${extension}`))
    .find(existsSync);
  if (file === undefined) throw failure("Runtime.ImportModuleError", `Error: Cannot find module '${module}'`);
  let exported;
  try {
    exported = require(file);
  } catch (error) {
    const isSyntax = error instanceof SyntaxError;
    throw failure(isSyntax ? "Runtime.UserCodeSyntaxError" : "Runtime.ImportModuleError", String(error));
  }
  const handler = exported[name];
  if (handler === undefined)
    throw failure("Runtime.HandlerNotFound", `${process.env._HANDLER} is undefined or not exported`);
  if (typeof handler !== "function")
    throw failure("Runtime.HandlerNotFound", `${process.env._HANDLER} is not a function`);
  return handler;
}

function failure(errorType, message) {
  const error = new Error(message);
  error.name = errorType;
  return error;
}

function describe(error) {
  if (!(error instanceof Error)) return { errorType: typeof error, errorMessage: String(error), trace: [] };
  return { errorType: error.name, errorMessage: error.message, trace: (error.stack ?? "").split("\n") };
}

function end(result) {
  let text;
  try {
    text = JSON.stringify(result);
  } catch (error) {
    text = JSON.stringify({ error: { ...describe(error), errorType: "Runtime.MarshalError" } });
  }
  writeFileSync(resultFile, text);
  process.exit(0);
}
