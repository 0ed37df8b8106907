import tseslint from 'typescript-eslint';
import prettier from 'eslint-config-prettier';

export default tseslint.config(
  { ignores: ['node_modules/', 'build/', '.cache/', 'coverage/'] },
  ...tseslint.configs.recommended,
  {
    rules: {
      'no-empty': ['error', { allowEmptyCatch: false }],
      eqeqeq: 'error',
      'prefer-const': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      'max-lines': ['error', { max: 400 }],
    },
  },
  {
    files: ['assembly/**/*.ts', 'examples/**/*.ts', 'tests/unit/**/*.ts'],
    // Function decorators (@inline, @external) are legal AssemblyScript though not legal TypeScript.
    languageOptions: { parserOptions: { allowInvalidAST: true } },
    rules: {
      // AssemblyScript compares by value with ==; === is identity.
      eqeqeq: 'off',
      // Exports called by the host or by as-pect look unused to a TypeScript linter.
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '.*', varsIgnorePattern: '^_' }],
      // TypeScript rejects decorators on functions, AssemblyScript's own checker does not: `// @ts-ignore: decorator`.
      '@typescript-eslint/ban-ts-comment': 'off',
      // The reference types are the compiler's.
      '@typescript-eslint/triple-slash-reference': 'off',
      '@typescript-eslint/no-wrapper-object-types': 'off',
    },
  },
  prettier,
);
