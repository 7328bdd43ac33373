// The one way through the house: a folder may import from itself and from folders named before it.
const order = [
  'errors',
  'files',
  'random',
  'statistics',
  'entries',
  'kernels',
  'models',
  'matrices',
  'data',
  'schedules',
  'partitions',
  'localUpdates',
  'tasks',
  'aggregation',
  'transforms',
  'measures',
  'attacks',
  'catalogue',
  'scenario',
  'actors',
  'cluster',
  'rounds',
  'scaling',
  'runs',
  'paper',
  'sweeps',
  'queue',
  'ui',
  'report',
  'testing',
  'cli',
];

const direction = order.map((folder, index) => ({
  name: `${folder}-imports-only-what-stands-before-it`,
  severity: 'error',
  from: { path: `^src/${folder}/` },
  to: { path: `^src/(${[...order.slice(index + 1), 'index\\.ts'].join('|')})` },
}));

// Each outside library has one folder that imports it.
const homes = [
  ['@tensorflow/', 'models'],
  ['piscina', 'cluster'],
  ['ink|react|chalk|string-width', 'ui'],
  ['seedrandom', 'random'],
  ['tar|fast-png', 'data'],
  ['yaml', 'scenario'],
  ['fastest-levenshtein', 'entries'],
  ['es-module-lexer', 'catalogue'],
  ['zod', '(entries|scenario|runs|sweeps|queue)'],
  ['hyparquet-writer', 'sweeps'],
  ['bullmq|ioredis', 'queue'],
  ['commander', 'cli'],
].map(([library, folder]) => ({
  name: `only-${folder.replace(/\W+/g, '-')}-imports-${library.replace(/\W+/g, '-')}`,
  severity: 'error',
  from: { pathNot: `^src/${folder}/` },
  to: { path: `node_modules/(@types/)?(${library})(/|$)` },
}));

module.exports = {
  forbidden: [
    ...direction,
    ...homes,
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    { name: 'no-unknown', severity: 'error', from: {}, to: { couldNotResolve: true } },
    { name: 'no-tests', severity: 'error', from: { path: '^src/' }, to: { path: '^(test|scripts|dist)/' } },
    {
      name: 'the-library-does-not-import-the-program',
      severity: 'error',
      from: { path: '^src/index\\.ts$' },
      to: { path: '^src/(cli|ui)/' },
    },
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^src/kernels/assembly/' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
