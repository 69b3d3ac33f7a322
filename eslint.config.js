import tseslint from 'typescript-eslint'

// What the pure folders may not touch: the network, files, the clock, chance and the environment come in as arguments.
const PURE = ['trace', 'observe', 'timeline', 'telemetry', 'insight', 'admission'].map(
  (folder) => `src/${folder}/**/*.ts`,
)
const IMPURE_MODULES = ['node:*', '!node:crypto', 'express', '@kubernetes/*', 'commander']

// A folder may import only from those before it in this list (docs/adr/0001).
const LAYERS = [
  'trace',
  'observe',
  'timeline',
  'insight',
  'telemetry',
  'admission',
  'tracker',
  'replay',
  'kube',
  'deliver',
  'serve',
  'exporter',
  'webhook',
  'certs',
  'simcluster',
  'demo',
  'cli',
]
const layerRules = LAYERS.map((folder, i) => ({
  files: [`src/${folder}/**/*.ts`],
  rules: {
    '@typescript-eslint/no-restricted-imports': [
      'error',
      {
        patterns: [
          ...LAYERS.slice(i + 1).map((later) => ({
            group: [`**/${later}/**`],
            message: `${folder}/ comes before ${later}/ in the pipeline`,
          })),
          ...(PURE.some((glob) => glob.startsWith(`src/${folder}/`))
            ? [{ group: IMPURE_MODULES, message: `${folder}/ is pure: take it as an argument` }]
            : []),
        ],
      },
    ],
  },
}))

export default tseslint.config(
  { ignores: ['dist', 'node_modules'] },
  ...tseslint.configs.strict,
  {
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/unified-signatures': 'off',
      '@typescript-eslint/no-dynamic-delete': 'off',
      eqeqeq: 'error',
      'max-lines': ['error', { max: 250, skipBlankLines: false, skipComments: false }],
      'max-lines-per-function': ['error', { max: 50, skipComments: true, skipBlankLines: true }],
    },
  },
  ...layerRules,
  {
    files: PURE,
    rules: {
      'no-restricted-globals': ['error', 'process', 'fetch', 'setTimeout', 'setInterval', 'performance', 'console'],
      'no-restricted-properties': [
        'error',
        { object: 'Date', property: 'now', message: 'take the time as an argument' },
        { object: 'Math', property: 'random', message: 'take randomness as an argument' },
        { object: 'globalThis', property: 'process', message: 'take it as an argument' },
      ],
      'no-restricted-syntax': [
        'error',
        { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: 'take the time as an argument' },
      ],
    },
  },
  {
    files: ['test/**/*.ts', 'bench/**/*.ts'],
    rules: { 'max-lines-per-function': 'off', '@typescript-eslint/no-unused-expressions': 'off' },
  },
)
