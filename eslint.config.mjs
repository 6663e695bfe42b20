import js from '@eslint/js';
import globals from 'globals';

export default [
  { ignores: ['static/dist/', 'node_modules/', 'target/'] },
  js.configs.recommended,
  {
    languageOptions: { ecmaVersion: 2024, sourceType: 'module' },
    rules: {
      curly: 'error',
      eqeqeq: 'error',
      'no-var': 'error',
      'prefer-const': 'error',
      'no-unused-vars': 'error',
      'no-shadow': 'error',
      'no-restricted-properties': ['error',
        { property: 'innerHTML', message: 'Texts go in as text: element(…).' },
        { property: 'outerHTML', message: 'Texts go in as text: element(…).' }],
    },
  },
  { files: ['static/src/**/*.js'], languageOptions: { globals: globals.browser } },
  // Callbacks given to playwright run inside the page.
  { files: ['tests/page/**/*.mjs', 'tests/clients/*.mjs'], languageOptions: { globals: { ...globals.node, ...globals.browser } } },
  { files: ['static/*.mjs', '*.mjs'], languageOptions: { globals: globals.node } },
];
