/**
 * Who may import whom. Rooms that hold rules (asl, iam) stay pure, so that component, policy, command line and local
 * run share one implementation; what users deploy never reaches into what only runs on their machine.
 */

/** Every room, and the program that joins them. */
const ROOMS = ["asl", "iam", "components", "policies", "lambda", "local", "cli", "examples", "tests", "bench", "tools"];

/** A rule: files of `room` import, of this repository, only the rooms in `allowed` (paths or room names). */
const roomImportsOnly = (room, allowed, comment) => ({
  name: `${room}-imports-only`,
  severity: "error",
  comment,
  from: { path: `^${room}/` },
  to: {
    path: `^(${ROOMS.join("|")}|index\\.ts)(/|$)`,
    pathNot: [room, ...allowed].map((path) => `^${path}(/|$)`),
  },
});

const notFrom = (name, comment, from, to) => ({ name, severity: "error", comment, from, to });

/** What is deployed, or decides what is deployed. */
const SHIPPED = "^(asl|iam|components|policies|lambda)/|^index\\.ts$";

module.exports = {
  forbidden: [
    roomImportsOnly("asl", [], "asl is pure: it imports nothing of ours."),
    roomImportsOnly("iam", ["asl"], "iam reads definitions and catalogue, nothing else."),
    roomImportsOnly(
      "components",
      ["asl", "iam", "lambda/bundles\\.ts"],
      "Components build on asl and iam; of lambda they need only where the bundles are.",
    ),
    roomImportsOnly("examples", ["asl", "iam", "components"], "An example is a program as users write it."),
    roomImportsOnly("policies", ["asl", "iam"], "The policy pack judges with asl and iam alone."),
    roomImportsOnly("lambda", [], "What runs inside AWS imports nothing of ours."),
    notFrom(
      "program-imports-only-components",
      "index.ts is evaluated by Pulumi: it may not need the local run.",
      { path: "^index\\.ts$" },
      { path: "^(local|cli|tests|bench|tools|policies)/" },
    ),
    notFrom("nobody-imports-tests", "Tests are leaves.", { pathNot: "^tests/" }, { path: "^tests/" }),
    notFrom(
      "asl-and-iam-without-pulumi",
      "They take plain values and give plain values.",
      { path: "^(asl|iam)/" },
      { path: "node_modules/@pulumi/" },
    ),
    notFrom(
      "simulator-only-in-development",
      "@cloud-copilot/iam-simulate is AGPL: the local run, tests and benchmarks may use it, what is deployed may not.",
      { pathNot: "^(local|tests|bench)/" },
      { path: "node_modules/@cloud-copilot/iam-simulate" },
    ),
    notFrom(
      "shipped-code-needs-no-dev-dependency",
      "What is deployed may take types from development packages, not code.",
      { path: SHIPPED },
      { dependencyTypes: ["npm-dev"], dependencyTypesNot: ["type-only"], pathNot: "node_modules/@types/" },
    ),
    notFrom("no-circular", "Two files that need each other are one file, or want a third.", {}, { circular: true }),
    notFrom("not-resolvable", "An import that leads nowhere.", {}, { couldNotResolve: true }),
    notFrom(
      "not-in-package-json",
      "A package that is only there because another one wants it.",
      {},
      { dependencyTypes: ["npm-no-pkg", "npm-unknown"] },
    ),
    notFrom(
      "no-orphans",
      "A file that imports nothing and that nobody imports is dead, unless it is an entry.",
      {
        orphan: true,
        pathNot: "^(tools|bench)/|\\.test\\.ts$|^tests/.*/fixtures/|\\.d\\.ts$|^lambda/[^/]+/[^/]*\\.ts$",
      },
      {},
    ),
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "(^|/)dist/" },
    tsConfig: { fileName: "tsconfig.json" },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "require", "node", "default", "types"],
      extensions: [".ts", ".mjs", ".cjs", ".js", ".json", ".d.ts"],
    },
  },
};
