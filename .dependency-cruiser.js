/** Layer rules: domain <- application <- { projections, adapters } <- main. Checked on folders. */
const spec = '\\.spec\\.ts$';
module.exports = {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'domain-is-pure',
      comment: 'The domain imports nothing but the domain.',
      severity: 'error',
      from: { path: '^src/domain', pathNot: spec },
      to: { pathNot: '^src/domain' },
    },
    {
      name: 'registry-knows-only-the-domain',
      severity: 'error',
      from: { path: '^eventstore/registry', pathNot: spec },
      to: { path: '^(src/(?!domain)|bench|simulation|demo|test)' },
    },
    {
      name: 'application-knows-no-driver',
      severity: 'error',
      from: { path: '^src/application', pathNot: spec },
      to: {
        path: '^src/(projections|adapters|main)|^(bench|simulation|demo|test)|node_modules/(pg|typeorm|fastify|@nestjs/(?!cqrs))',
      },
    },
    {
      name: 'projections-know-no-driving-adapter',
      severity: 'error',
      from: { path: '^src/projections', pathNot: spec },
      to: {
        path: '^src/(adapters/driving|main)|^(bench|simulation|demo|test)|node_modules/(typeorm|fastify|@nestjs)',
      },
    },
    {
      name: 'adapters-do-not-know-main',
      severity: 'error',
      from: { path: '^src/adapters', pathNot: spec },
      to: { path: '^src/main|^(bench|simulation|demo|test)' },
    },
    {
      name: 'driven-adapters-do-not-drive',
      severity: 'error',
      from: { path: '^src/adapters/driven', pathNot: spec },
      to: { path: '^src/adapters/driving' },
    },
    {
      name: 'sandbox-gateway-stands-alone',
      comment: 'It is the outside world: what it believes must not come from the code that it tests.',
      severity: 'error',
      from: { path: '^src/sandbox-gateway' },
      to: { path: '^(src/(?!sandbox-gateway)|eventstore|bench|simulation|demo|test)' },
    },
    {
      name: 'sandbox-gateway-is-spoken-to-over-http',
      comment: 'Only the simulation of it runs its book in process.',
      severity: 'error',
      from: { path: '^(src/(?!sandbox-gateway|adapters/driven/payments/memory)|eventstore)', pathNot: spec },
      to: { path: '^src/sandbox-gateway' },
    },
    {
      name: 'demo-drives-from-outside',
      comment:
        'It meets Tiffin over its public API. Of the code it knows who and what is in the demo city, no more.',
      severity: 'error',
      from: { path: '^demo' },
      to: { path: '^(src/(?!main/demo/)|eventstore|bench|simulation|test)' },
    },
    {
      name: 'nobody-leans-on-the-demo',
      severity: 'error',
      from: { path: '^(bench|simulation|test/(?!live/))' },
      to: { path: '^demo' },
    },
    {
      name: 'no-test-code-in-production',
      severity: 'error',
      from: { path: '^(src|eventstore)', pathNot: `${spec}|\\.contract\\.ts$|^src/adapters/contracts` },
      to: { path: `${spec}|^test/|^src/adapters/contracts` },
    },
    {
      name: 'no-dev-dependency-in-production',
      severity: 'error',
      from: { path: '^(src|eventstore)', pathNot: `${spec}|^src/adapters/contracts` },
      to: { dependencyTypes: ['npm-dev'], pathNot: 'node_modules/@types' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
  },
};
