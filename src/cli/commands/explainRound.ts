import { existsSync } from 'node:fs';
import { Command } from 'commander';
import { entryNamed } from '../../catalogue/catalogue.js';
import { THREADS_MAX } from '../../cluster/checkThreads.js';
import { EXECUTORS } from '../../cluster/executor.js';
import { InputError } from '../../errors/inputError.js';
import { show } from '../../errors/show.js';
import { formatNpyMatrix } from '../../matrices/npy.js';
import { checkJournalEnd } from '../../runs/checkJournalEnd.js';
import type { RoundRecord } from '../../rounds/round.js';
import { renderReportMap } from '../../report/reportMapFigure.js';
import { explainRound, type RoundExplanation } from '../../runs/explainRound.js';
import { followLink } from '../../runs/followLink.js';
import { openRecording } from '../../runs/recording.js';
import { replayReports } from '../../runs/replayReports.js';
import { checkSameModules } from '../../runs/usedModules.js';
import { describeRound, NO_MAP } from '../../ui/describeRound.js';
import { parseChoice, wholeNumber } from '../arguments.js';
import { type ModuleOptions, openCatalogue, takesModules } from '../modules.js';
import { NEXT, tellNext } from '../nextCommand.js';
import { mustBeWritable, writeOutput } from '../outputFile.js';
import { checkData, findRecordedBackend } from '../recordedRun.js';

interface Options extends ModuleOptions {
  readonly rules?: string;
  readonly saveReports?: string;
  readonly force?: boolean;
  readonly json?: boolean;
  readonly map?: boolean;
  readonly svg?: string;
  readonly ascii?: boolean;
  readonly threads?: string;
  readonly executor: string;
}

/** `krumble explain-round RUN N` */
export function explainRoundCommand(): Command {
  return takesModules(new Command('explain-round'))
    .description(
      'why a recorded round went as it did: scores taken apart, and what other rules make of the same reports',
    )
    .argument('<run>', 'a run folder')
    .argument('<round>', 'the number of a recorded round, from 0')
    .option('--rules <list>', 'of which rules, with commas, all their variants (default: all rules)')
    .option('--map', 'draw where the reports lie: along the attack, and across it')
    .option('--svg <file>', 'write that map to a file')
    .option('--ascii', 'draw with ASCII characters alone')
    .option('--save-reports <file>', 'write what workers reported, one a row, as .npy')
    .option('--force', 'replace the file that --save-reports names')
    .option('--json', 'as JSON, with every term of a score')
    .option('--threads <n>', 'threads to play the round again on')
    .option('--executor <name>', EXECUTORS.join(', '), 'shared')
    .addHelpText(
      'after',
      '\nPlays the rounds from the nearest checkpoint again and compares them with the recording.' +
        '\nExample: krumble explain-round runs/mnist-little-vs-krum 20 --rules krum,trimmed-mean',
    )
    .action(explain);
}

async function explain(given: string, at: string, options: Options): Promise<void> {
  const folder = followLink(given);
  const catalogue = await openCatalogue(options);
  const names =
    options.rules?.split(',').map((name) => entryNamed(catalogue, 'rules', name.trim()).name) ?? null;
  const executor = parseChoice('--executor', options.executor, [...EXECUTORS]);
  const { threads: wanted } = options;
  const threads = wanted === undefined ? undefined : wholeNumber('--threads', wanted, 1, THREADS_MAX);
  checkOutput(options);
  const recording = openRecording(folder, undefined, catalogue);
  checkSameModules(folder, recording.manifest.used, catalogue);
  checkJournalEnd(recording);
  if (recording.rounds === 0)
    throw new InputError({ place: { file: folder }, problem: 'no round is recorded yet' });
  const round = wholeNumber('<round>', at, 0, recording.rounds - 1);
  const backend = findRecordedBackend(recording.manifest, folder);
  const replayed = await replayReports(recording, round, {
    ...{ backend, executor, threads },
    onOpen: (simulation) => checkData(recording.manifest, simulation),
  });
  const explanation = explainRound(replayed, catalogue, {
    names,
    isMapped: options.map === true || options.svg !== undefined,
  });
  if (options.saveReports !== undefined)
    await writeOutput('--save-reports', options.saveReports, formatNpyMatrix(replayed.reports));
  if (options.svg !== undefined) await writeMap(options.svg, explanation.map, replayed.record);
  process.stdout.write(
    options.json ? `${JSON.stringify(explanation)}\n` : describeRound(explanation, replayed, options),
  );
  tellNext(NEXT['explain-round'](folder), options);
}

async function writeMap(file: string, map: RoundExplanation['map'], record: RoundRecord): Promise<void> {
  if (map === null) throw new InputError({ place: { file: '--svg' }, problem: NO_MAP });
  await writeOutput('--svg', file, renderReportMap(map, record));
}

/** Before anything is played: nobody wants to hear of a bad place afterwards. */
function checkOutput({ saveReports: file, svg, force = false }: Options): void {
  mustBeWritable('--svg', svg);
  if (file === undefined) return;
  const refuse = (more: { problem?: string; allowed?: string }) => {
    throw new InputError({ place: { file: '--save-reports' }, found: show(file), ...more });
  };
  if (!file.endsWith('.npy')) refuse({ allowed: 'a name that ends in .npy' });
  if (existsSync(file) && !force) refuse({ problem: 'the file is there already; --force replaces it' });
  mustBeWritable('--save-reports', file);
}
