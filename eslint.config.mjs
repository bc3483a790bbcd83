import js from "@eslint/js";
import pulumi from "@pulumi/eslint-plugin";
import { defineConfig } from "eslint/config";
import tseslint from "typescript-eslint";

/** What Node gives to the scripts that are not TypeScript. */
const nodeGlobals = Object.fromEntries(
  ["Buffer", "URL", "clearTimeout", "console", "fetch", "performance", "process", "setTimeout"].map((name) => [
    name,
    "readonly",
  ]),
);

export default defineConfig(
  { ignores: ["node_modules/", "**/dist/", ".mlpipe/", "docs/images/", "bench/results/"] },
  { linterOptions: { reportUnusedDisableDirectives: "error" } },
  js.configs.recommended,
  {
    files: ["**/*.ts"],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      "@typescript-eslint/consistent-type-imports": "error",
      // Numbers and booleans print as themselves; anything else in a template (an Output above all) is a mistake.
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true, allowBoolean: true }],
      // `_name` is a parameter that a signature demands and the function has no use for; `{ name, ...rest }` leaves one out.
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", ignoreRestSiblings: true }],
      // Chains of promises and callbacks often return what they call: `() => server.close()`.
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
      "@typescript-eslint/require-await": "off",
      // With noUncheckedIndexedAccess, `!` is how code says that an index was checked.
      "@typescript-eslint/no-non-null-assertion": "off",
      eqeqeq: "error",
    },
  },
  {
    // A template literal writes an Output's explanation of itself into a name or a document, and does not throw.
    files: ["components/**/*.ts", "examples/**/*.ts", "index.ts"],
    plugins: { "@pulumi": pulumi },
    rules: {
      "@pulumi/no-output-in-template-literal": "error",
      "@pulumi/no-output-instance-in-template-literal": "error",
    },
  },
  {
    // Tests take apart what they are given; a wrong shape fails the test.
    files: ["tests/**/*.ts"],
    rules: {
      "@typescript-eslint/no-explicit-any": "off",
      "@typescript-eslint/no-unsafe-argument": "off",
      "@typescript-eslint/no-unsafe-assignment": "off",
      "@typescript-eslint/no-unsafe-call": "off",
      "@typescript-eslint/no-unsafe-member-access": "off",
      "@typescript-eslint/no-unsafe-return": "off",
      "@typescript-eslint/no-unused-expressions": "off",
      "@typescript-eslint/restrict-plus-operands": "off",
      "@typescript-eslint/use-unknown-in-catch-callback-variable": "off",
    },
  },
  { files: ["**/*.{js,mjs,cjs}"], languageOptions: { globals: nodeGlobals } },
  { files: ["**/*.cjs"], languageOptions: { globals: { module: "writable", require: "readonly" } } },
);
