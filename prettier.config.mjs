export default {
  printWidth: 110,
  singleQuote: true,
  trailingComma: 'all',
  overrides: [
    {
      files: ['assembly/**/*.ts', 'examples/**/*.ts', 'tests/unit/**/*.ts'],
      options: { plugins: ['assemblyscript-prettier'], singleQuote: false },
    },
  ],
};
