import type { Command } from 'commander';

const WIDTH = 110;

/** The help of a command with everything that is printed after it. */
function helpOf(command: Command): string {
  let text = '';
  const before = command.configureOutput();
  command.configureOutput({ ...before, writeOut: (part) => (text += part), getOutHelpWidth: () => WIDTH });
  command.outputHelp();
  command.configureOutput(before);
  return text.trim();
}

const fullName = (command: Command): string =>
  command.parent === null ? command.name() : `${fullName(command.parent)} ${command.name()}`;

/** The commands that do something, each after its group. */
const leaves = (command: Command): readonly Command[] =>
  command.commands.length === 0 ? [command] : command.commands.flatMap(leaves);

const linkTo = (name: string): string => `#${name.replaceAll(' ', '-')}`;

/** Every command with its help, as the program itself prints it. */
export function cliPage(program: Command): string {
  const commands = leaves(program);
  const rows = commands.map((command) => {
    const name = fullName(command);
    return `| [\`${name}\`](${linkTo(name)}) | ${command.description()} |`;
  });
  const sections = commands.map(
    (command) => `## ${fullName(command)}\n\n\`\`\`text\n${helpOf(command)}\n\`\`\``,
  );
  return `# The command line

\`npm run tiffin -- COMMAND\`, or \`node bin/tiffin.js COMMAND\`. Printed from the program's own help.

| command | what it does |
|---|---|
${rows.join('\n')}

\`\`\`text
${helpOf(program)}
\`\`\`

${sections.join('\n\n')}
`;
}
