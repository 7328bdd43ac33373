import { Command } from 'commander';
import { rules } from '../../aggregation/rules.js';
import { attacks } from '../../attacks/attacks.js';
import { tasks } from '../../scenario/tasks.js';
import { alignColumns } from '../../ui/columns.js';
import { oneOf } from '../arguments.js';
import { bundledScenarios, scenarioOf } from '../scenarioFile.js';

const KINDS = ['rules', 'attacks', 'models', 'scenarios'] as const;

/** `krumble list rules|attacks|models|scenarios` */
export function listCommand(): Command {
  return new Command('list')
    .description('list what a scenario can name')
    .argument('<kind>', KINDS.join(', '))
    .addHelpText('after', '\nExample: krumble list rules')
    .action(list);
}

function list(kind: string): void {
  process.stdout.write(`${alignColumns(rowsOf(oneOf('list', kind, KINDS))).join('\n')}\n`);
}

function rowsOf(kind: (typeof KINDS)[number]): string[][] {
  switch (kind) {
    case 'rules':
      return rules.map(({ name, variants, summary, paper }) => [name, variants.join(' '), summary, paper]);
    case 'attacks':
      return [
        ['none', 'every worker is honest', '', ''],
        ...attacks.map(({ name, parameters, summary, paper }) => [
          name,
          summary,
          paper,
          parameters.join(' '),
        ]),
      ];
    case 'models':
      return Object.entries(tasks).map(([name, { summary }]) => [name, summary]);
    case 'scenarios':
      return bundledScenarios().map((name) => [name, scenarioOf(name, {}).name]);
  }
}
