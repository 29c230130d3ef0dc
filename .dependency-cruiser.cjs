// The direction of imports: features -> {connect, gitlab, storage, audit, http, queue, telemetry, views} -> {settings, errors, logger}.
const feature = '^src/(accounts|macros|home|admin|editor)/';
const outside = '^src/(connect|gitlab|storage|audit|http|sites|embeds|queue|telemetry)/';

module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } } },
    { name: 'never-upwards', severity: 'error', from: { path: outside }, to: { path: [feature, '^src/(app|server|routes)\\.ts$'] } },
    { name: 'base-knows-nothing', severity: 'error', from: { path: '^src/(settings[^/]*|errors|logger|trace)\\.ts$' }, to: { path: [feature, outside, '^views/'] } },
    {
      name: 'between-features-one-file',
      severity: 'error',
      from: { path: '^src/(accounts|macros|home|admin|editor)/' },
      to: { path: feature, pathNot: ['^src/$1/', '^src/accounts/viewer\\.ts$'] },
    },
    { name: 'only-connect-imports-ace', severity: 'error', from: { path: '^src/', pathNot: '^src/connect/' }, to: { path: 'node_modules/(atlassian-connect-express|atlassian-jwt)/' } },
    { name: 'demo-stays-outside', severity: 'error', from: { path: '^(src|views)/' }, to: { path: '^(demo|test|bench|forge)/' } },
    { name: 'forge-app-stands-alone', severity: 'error', from: { path: '^forge/' }, to: { path: '^(demo|test|bench)/' } },
    {
      name: 'views-are-pure',
      severity: 'error',
      from: { path: '^views/' },
      to: { path: '^src/', dependencyTypesNot: ['type-only'] },
    },
    { name: 'no-development-packages', severity: 'error', from: { path: '^(src|views)/' }, to: { dependencyTypes: ['npm-dev', 'npm-no-pkg'] } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { extensions: ['.ts', '.tsx', '.js'], conditionNames: ['import', 'node', 'default'] },
  },
};
