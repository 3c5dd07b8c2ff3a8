import 'reflect-metadata';
import { runCli } from './cli/program';
import { ProcessTerminal } from './cli/terminal';

void runCli(process.argv.slice(2), process.env, new ProcessTerminal()).then((code) => {
  process.exitCode = code;
});
