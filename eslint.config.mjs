// @ts-check
import astro from 'eslint-plugin-astro';
import { defineConfig, globalIgnores } from 'eslint/config';
import typescript from 'typescript-eslint';
import { roomsRule } from './tools/rooms.mjs';

export default defineConfig(
  globalIgnores([
    '**/node_modules/',
    '**/dist/',
    '.astro/',
    '.cache/',
    'public/container/',
    'public/labs/',
    'test-results/',
    // These do not parse, or break rules, on purpose.
    '**/fixtures/',
  ]),
  typescript.configs.strict,
  astro.configs.recommended,
  {
    plugins: { lab: { rules: { rooms: roomsRule } } },
    rules: {
      'lab/rooms': 'error',
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      // Under noUncheckedIndexedAccess `!` is how one says that an index is known to be in range.
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-dynamic-delete': 'off',
      '@typescript-eslint/no-invalid-void-type': 'off',
      // A leading underscore says: this parameter is there for the signature.
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', caughtErrors: 'all' }],
    },
  },
  {
    // What these import without having declared it is what chapter II is about; those of chapter V install it when they
    // start, or are laid over an app that declares it.
    files: [
      'examples/02-dependencies/{wrong,exercise/starter}/web.js',
      'examples/05-build-release-run/{wrong,edited,exercise/starter}/web.js',
    ],
    rules: { 'lab/rooms': 'off' },
  },
  { files: ['**/*.cjs'], rules: { '@typescript-eslint/no-require-imports': 'off' } },
  {
    // A promise that nobody waits for loses its error: that needs types to see.
    files: ['**/*.ts'],
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      '@typescript-eslint/no-floating-promises': [
        'error',
        {
          allowForKnownSafeCalls: [
            { from: 'package', package: 'node:test', name: ['test', 'describe', 'it', 'suite'] },
          ],
        },
      ],
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { arguments: false } }],
      '@typescript-eslint/await-thenable': 'error',
    },
  },
);
