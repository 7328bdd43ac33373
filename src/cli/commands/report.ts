import path from 'node:path';
import { Command } from 'commander';
import { InputError } from '../../errors/inputError.js';
import { printable } from '../../errors/show.js';
import { makeFolder } from '../../files/makeFolder.js';
import { buildPage, type Source } from '../../report/buildPage.js';
import { readRunStory } from '../../report/runStory.js';
import { followLink } from '../../runs/followLink.js';
import { holdsSweep, readSweep } from '../../sweeps/sweepFolder.js';
import { type ModuleOptions, openCatalogue, takesModules } from '../modules.js';
import { NEXT, tellNext } from '../nextCommand.js';
import { mustBeWritable, writeOutput } from '../outputFile.js';

/** What `-o` takes for standard output. */
const STANDARD_OUTPUT = '-';

interface ReportOptions extends ModuleOptions {
  readonly output?: string;
  readonly svg?: string;
}

/** `krumble report RUN|SWEEP... -o FILE` */
export function reportCommand(): Command {
  return takesModules(new Command('report'))
    .description(
      'make a page of runs and sweeps that can be kept, sent and printed: one file, no scripts, nothing fetched',
    )
    .argument('<folder...>', 'run folders and sweep folders')
    .option('-o, --output <file>', 'the page, as in report.html; - is standard output')
    .option('--svg <folder>', 'write each figure there as well, as an SVG file fit for a paper')
    .addHelpText(
      'after',
      '\nExample: krumble report runs/mnist-little-vs-krum -o report.html' +
        '\n         krumble report runs/grid --svg figures',
    )
    .action(report);
}

async function report(folders: readonly string[], { output, svg, use }: ReportOptions): Promise<void> {
  if (output === undefined && svg === undefined) {
    throw new InputError({
      place: { file: 'report' },
      found: 'no place to write to',
      allowed: '-o FILE, --svg FOLDER',
    });
  }
  const isFile = output !== undefined && output !== STANDARD_OUTPUT;
  if (isFile) mustBeWritable('-o', output);
  const catalogue = await openCatalogue(use ? { use } : {});
  const sources = folders
    .map(followLink)
    .map((folder): Source =>
      holdsSweep(folder)
        ? { kind: 'sweep', sweep: readSweep(folder) }
        : { kind: 'run', story: readRunStory(folder, catalogue) },
    );
  const { html, svgs } = buildPage(sources);
  if (svg !== undefined) makeFolder(path.resolve(svg), '--svg');
  if (output === STANDARD_OUTPUT) process.stdout.write(html);
  // What was written is the result, unless the page itself is.
  const names = output === STANDARD_OUTPUT ? process.stderr : process.stdout;
  const files = [
    ...(isFile ? [{ option: '-o', file: output, text: html }] : []),
    ...(svg === undefined
      ? []
      : [...svgs].map(([name, text]) => ({ option: '--svg', file: path.join(svg, name), text }))),
  ];
  for (const { option, file, text } of files) {
    await writeOutput(option, file, text);
    names.write(`${printable(file)}\n`);
  }
  if (output !== STANDARD_OUTPUT && sources[0].kind === 'run') tellNext(NEXT.report(folders));
}
