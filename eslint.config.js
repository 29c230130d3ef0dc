import tseslint from 'typescript-eslint';

const style = {
  eqeqeq: 'error',
  'no-console': 'error',
  'prefer-const': 'error',
  'no-restricted-exports': ['error', { restrictDefaultExports: { direct: true } }],
  'max-lines': ['error', { max: 250 }],
  'max-depth': ['error', 4],
  'no-restricted-properties': ['error', { object: 'URL', property: 'canParse', message: 'It is wrong about letters beyond ASCII in Node 20: use parseUrl of src/urls.ts.' }],
  '@typescript-eslint/no-explicit-any': 'error',
  '@typescript-eslint/ban-ts-comment': 'error',
  '@typescript-eslint/no-floating-promises': 'error',
  '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: false }],
  '@typescript-eslint/await-thenable': 'error',
  '@typescript-eslint/consistent-type-imports': 'error',
  '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
};
const typed = (files, project) => ({
  files,
  languageOptions: { parser: tseslint.parser, parserOptions: { project, tsconfigRootDir: import.meta.dirname } },
  plugins: { '@typescript-eslint': tseslint.plugin },
  linterOptions: { reportUnusedDisableDirectives: 'error' },
  rules: style,
});

export default [
  { ignores: ['dist/', 'node_modules/', 'data/', 'forge-app/'] },
  typed(['src/**/*.{ts,tsx}', 'views/**/*.{ts,tsx}', 'demo/**/*.{ts,tsx}', 'bench/**/*.ts'], 'tsconfig.json'),
  { ...typed(['forge/**/*.{ts,tsx}'], 'tsconfig.json'), ignores: ['forge/ui/'] },
  { ...typed(['public/**/*.ts'], 'public/tsconfig.json'), ignores: ['public/hydrate/'] },
  typed(['public/hydrate/**/*.{ts,tsx}'], 'public/hydrate/tsconfig.json'),
  typed(['forge/ui/**/*.{ts,tsx}'], 'forge/ui/tsconfig.json'),
  { ...typed(['test/**/*.{ts,tsx}'], 'test/tsconfig.json'), rules: { ...style, 'max-lines': ['error', { max: 400 }] } },
  { files: ['demo/main.ts', 'bench/**/*.ts', 'test/fuzz/main.ts', 'forge/manifest/main.ts', 'forge/install/main.ts', 'src/erase-now.ts', 'src/jobs.ts', 'src/live-check.ts', 'src/rotate-keys.ts', 'src/server.ts'], rules: { 'no-console': 'off' } },
];
