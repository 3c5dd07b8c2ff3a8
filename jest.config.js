/** `.spec` is pure, `.int.spec` uses real adapters, `.e2e.spec` runs the whole system. */
module.exports = {
  roots: [
    '<rootDir>/src',
    '<rootDir>/eventstore',
    '<rootDir>/test',
    '<rootDir>/bench',
    '<rootDir>/simulation',
    '<rootDir>/demo',
  ],
  testRegex: '\\.spec\\.ts$',
  testEnvironment: 'node',
  transform: { '^.+\\.[jt]s$': '@swc/jest' },
  transformIgnorePatterns: ['/node_modules/'],
  globalSetup: '<rootDir>/test/support/global-setup.ts',
  globalTeardown: '<rootDir>/test/support/global-teardown.ts',
  testTimeout: 30000,
  maxWorkers: 2,
};
