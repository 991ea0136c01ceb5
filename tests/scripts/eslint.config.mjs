// What a linter sees in the pages' scripts that no type does. Layout is nobody's business here.
import js from "@eslint/js";
import globals from "globals";

export default [
  {
    files: ["static/*.js"],
    languageOptions: { ecmaVersion: 2023, sourceType: "module", globals: globals.browser },
    rules: {
      ...js.configs.recommended.rules,
      "no-var": "error",
      "prefer-const": "error",
      eqeqeq: "error",
      "no-implicit-globals": "error",
      "no-implied-eval": "error",
      "no-new-func": "error",
      "no-eval": "error",
      "no-shadow": ["error", { builtinGlobals: false, hoist: "functions" }],
      // The same in every browser, and no way for words to become markup.
      "no-restricted-properties": ["error", ...["innerHTML", "outerHTML", "insertAdjacentHTML", "write"].map((property) => ({ property, message: "Words would become markup." }))],
    },
  },
];
