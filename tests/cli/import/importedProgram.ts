/** Runs a program that `mlpipe import` printed, and gives the definition that its state machine gets. */
import { join } from "node:path";
import { createRequire } from "node:module";
import { transformSync } from "esbuild";
import type { StateMachineDefinition } from "../../../asl/definition";
import { projectRoot } from "../../support/python";

const load = createRequire(join(projectRoot, "cli/import/programCode.ts"));

/** What the program's state machine was given. The program's files are this repository's, its state machine is none. */
export function definitionOf(text: string): StateMachineDefinition {
  const given: { definition: StateMachineDefinition }[] = [];
  function StateMachine(_name: string, args: { definition: StateMachineDefinition }): void {
    given.push(args);
  }
  class Config {
    require(key: string): string {
      return key;
    }
  }
  const files = (id: string): unknown => {
    if (id === "./components") return { StateMachine };
    return id === "@pulumi/pulumi" ? { Config } : load(join(projectRoot, id));
  };
  const { code } = transformSync(text, { loader: "ts", format: "cjs" });
  // eslint-disable-next-line @typescript-eslint/no-implied-eval
  new Function("require", "exports", "module", code)(files, {}, {});
  if (given.length !== 1) throw new Error(`the program makes ${given.length} state machines`);
  return given[0]!.definition;
}
