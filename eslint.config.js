import js from '@eslint/js';
import tseslint from 'typescript-eslint';

const clockAndChance = [
  { object: 'Math', property: 'random', message: 'Draw from a named stream of src/random instead.' },
  {
    object: 'Date',
    property: 'now',
    message: 'Time never enters a record; read the clock in src/cluster or src/ui.',
  },
  {
    object: 'performance',
    property: 'now',
    message: 'Time never enters a record; read the clock in src/cluster or src/ui.',
  },
];
const timers = ['setTimeout', 'setInterval', 'setImmediate'].map((name) => ({
  name,
  message: 'Timers belong to src/cluster (deadlines), src/ui (repaints) and src/cli (playback).',
}));

/** What only the types tell: lost promises, forgotten cases, and values of type any that spread. */
const typed = {
  files: ['src/**/*.{ts,tsx}', 'test/**/*.{ts,tsx}', 'bench/**/*.ts', 'vitest.config.ts'],
  ignores: ['src/kernels/assembly/**'],
  languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
  rules: Object.fromEntries(
    [
      'await-thenable',
      'no-floating-promises',
      'no-misused-promises',
      'only-throw-error',
      'prefer-promise-reject-errors',
      ['return-await', 'in-try-catch'],
      ['switch-exhaustiveness-check', { considerDefaultExhaustiveForUnions: true }],
      'no-array-delete',
      'no-deprecated',
      'no-for-in-array',
      'no-misused-spread',
      'no-unsafe-argument',
      'no-unsafe-assignment',
      'no-unsafe-call',
      'no-unsafe-member-access',
      'no-unsafe-return',
      'no-unsafe-unary-minus',
      'require-array-sort-compare',
      'restrict-plus-operands',
      ['restrict-template-expressions', { allowNumber: true }],
    ].map((entry) => {
      const [name, ...options] = [entry].flat();
      return [`@typescript-eslint/${name}`, ['error', ...options]];
    }),
  ),
};

/** The kernels are AssemblyScript: TypeScript's syntax, but functions may have decorators. Its types are its own. */
const assembly = {
  files: ['src/kernels/assembly/**/*.ts'],
  languageOptions: {
    parserOptions: { allowInvalidAST: true },
    globals: readonly([
      ...['bool', 'i8', 'u8', 'i32', 'u32', 'i64', 'f32', 'f64', 'v128', 'usize'],
      ...['i8x16', 'i32x4', 'i64x2', 'f32x4', 'f64x2'],
      ...['load', 'store', 'memory', 'reinterpret', 'isVector'],
      ...['ctz', 'popcnt', 'min', 'max', 'abs', 'sqrt', 'nearest'],
    ]),
  },
  rules: { 'no-undef': 'error' },
};

export default tseslint.config(
  { ignores: ['dist/', 'runs/', 'coverage/', 'node_modules/', '.dependency-cruiser.cjs'] },
  js.configs.recommended,
  ...tseslint.configs.strict,
  {
    languageOptions: {
      globals: readonly(['process', 'console', 'URL', 'Buffer', 'performance', 'WebAssembly']),
    },
    rules: {
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/consistent-type-imports': 'error',
      'no-restricted-properties': ['error', ...clockAndChance],
      '@typescript-eslint/no-unused-vars': ['error', { varsIgnorePattern: '^_', argsIgnorePattern: '^_' }],
      'no-eval': 'error',
      'no-implied-eval': 'error',
      'no-new-func': 'error',
      'no-control-regex': 'off',
      eqeqeq: 'error',
      'max-lines-per-function': ['error', { max: 70, skipBlankLines: true, skipComments: true }],
    },
  },
  typed,
  {
    files: ['src/**/*.{ts,tsx}'],
    ignores: ['src/kernels/assembly/**'],
    // A promise that nobody waits for would end the process when it fails: it is caught, not marked as ignored.
    rules: { '@typescript-eslint/no-floating-promises': ['error', { ignoreVoid: false }] },
  },
  {
    files: ['src/**'],
    ignores: ['src/cluster/**', 'src/ui/**', 'src/cli/**'],
    rules: {
      'no-restricted-globals': ['error', ...timers, { name: 'Date', message: 'Time never enters a record.' }],
    },
  },
  {
    files: ['src/cluster/**', 'src/ui/**', 'src/cli/**', 'scripts/**'],
    rules: { 'no-restricted-properties': ['error', clockAndChance[0]] },
  },
  assembly,
  { files: ['test/**'], rules: { 'max-lines-per-function': 'off' } },
);

function readonly(names) {
  return Object.fromEntries(names.map((name) => [name, 'readonly']));
}
