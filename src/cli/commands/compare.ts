import { Command } from 'commander';
import { InputError } from '../../errors/inputError.js';
import { compareRuns } from '../../runs/compareRuns.js';
import { followLink } from '../../runs/followLink.js';
import { type ModuleOptions, openCatalogue, takesModules } from '../modules.js';
import { NEXT, tellNext } from '../nextCommand.js';
import { comparisonText } from '../../ui/comparisonText.js';
import { type Line, plain } from '../../ui/draw/text.js';

/** `krumble compare RUN RUN...` */
export function compareCommand(): Command {
  return takesModules(new Command('compare'))
    .description(
      'where recorded runs part, their curves in one chart, and what differs in scenario and result',
    )
    .argument('<runs...>', 'two run folders or more; the others are compared with the first')
    .option('--json', 'as one JSON object')
    .option('--ascii', 'draw with ASCII characters alone')
    .addHelpText(
      'after',
      '\nExample: krumble compare runs/mnist-little-vs-krum runs/mnist-little-vs-krum-from-40,defense=bulyan',
    )
    .action(compare);
}

interface CompareOptions extends ModuleOptions {
  readonly json?: boolean;
  readonly ascii?: boolean;
}

async function compare(folders: readonly string[], options: CompareOptions): Promise<void> {
  if (folders.length < 2) {
    throw new InputError({ place: { file: 'compare' }, found: '1 run', allowed: 'two or more' });
  }
  const comparison = compareRuns(folders.map(followLink), await openCatalogue(options));
  if (options.json) {
    process.stdout.write(`${JSON.stringify(comparison)}\n`);
    return;
  }
  const columns = Math.min(process.stdout.columns || 100, 160);
  const look = { columns, ascii: options.ascii ?? false, write: await chooseWriter() };
  process.stdout.write(`${comparisonText(comparison, look)}\n`);
  tellNext(NEXT.compare(folders), options);
}

/** Colours are for terminals; who reads a file or a pipe knows curves by their letters. */
async function chooseWriter(): Promise<(line: Line) => string> {
  if (!process.stdout.isTTY) return plain;
  const { styled } = await import('../../ui/terminal/styled.js');
  return styled;
}
