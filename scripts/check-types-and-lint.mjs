// The compiler and the rules that know types look at the same programs: each is read and checked once, not twice.
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ESLint } from 'eslint';
import ts from 'typescript';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const projects = ['tsconfig.json', 'web/tsconfig.json'];

/** Throws what is wrong with the project's own file. */
function programOf(project) {
  const host = {
    ...ts.sys,
    onUnRecoverableConfigFileDiagnostic: ({ messageText }) => {
      throw new Error(`${project}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`);
    },
  };
  const { fileNames, options, errors } = ts.getParsedCommandLineOfConfigFile(join(root, project), {}, host);
  return ts.createProgram({ rootNames: fileNames, options, configFileParsingDiagnostics: errors });
}

const programs = projects.map(programOf);
const diagnostics = programs.flatMap((program) => ts.getPreEmitDiagnostics(program));
process.stdout.write(
  ts.formatDiagnostics(diagnostics, {
    getCanonicalFileName: (name) => name,
    getCurrentDirectory: () => root,
    getNewLine: () => '\n',
  }),
);

const eslint = new ESLint({
  cwd: root,
  overrideConfig: [{ languageOptions: { parserOptions: { projectService: false, programs } } }],
});
const results = await eslint.lintFiles(['.']);
const { format } = await eslint.loadFormatter('stylish');
process.stdout.write(await format(results));

const isClean = results.every(({ errorCount, warningCount }) => errorCount + warningCount === 0);
if (diagnostics.length > 0 || !isClean) process.exitCode = 1;
