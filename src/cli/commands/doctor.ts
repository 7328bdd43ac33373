import { cpus } from 'node:os';
import { Command } from 'commander';
import { type BackendTrial, tryBackend } from '../../cluster/backendTrial.js';
import { THREADS_MAX } from '../../cluster/checkThreads.js';
import { EXECUTORS } from '../../cluster/executor.js';
import { listAddedSets } from '../../data/addedSets.js';
import type { DataSetEntry } from '../../data/dataSetEntry.js';
import { dataSets } from '../../data/sets.js';
import { countCores, countMemoryBytes } from '../../files/machineLimits.js';
import { DataError } from '../../errors/dataError.js';
import { InputError } from '../../errors/inputError.js';
import { printable } from '../../errors/show.js';
import { checkCurrentFolder } from '../../files/checkCurrentFolder.js';
import { padColumns, textWidth } from '../../ui/textWidth.js';
import { parseChoice, wholeNumber } from '../arguments.js';
import { EXIT } from '../exitCodes.js';
import type { ProofOptions } from '../prove.js';
import { version } from '../version.js';

const LABELS = ['krumble', 'threads', 'wasm', 'tensorflow'] as const;
/** Between a label and what is told of it. */
const GAP = 2;
const MEANT_BY_AUTO = 'what --backend auto means: its results are the same bits on every machine';
const NO_WASM = 'krumble cannot run without it.';
const NO_NATIVE = [
  'It is optional, for comparison with another implementation, and not faster. To have it: npm install with',
  'scripts; where its installer cannot download, scripts/build-native.sh of the sources.',
];

/** `krumble doctor` */
export function doctorCommand(): Command {
  return new Command('doctor')
    .description(
      'what works on this machine: backends, threads, data sets; and what to do about what does not',
    )
    .option('--prove', 'play the short scenarios that come with krumble, and compare their digests')
    .option('--threads <n>', 'with --prove: threads to play them on')
    .option('--executor <name>', `with --prove: ${EXECUTORS.join(', ')} (default: shared)`)
    .addHelpText(
      'after',
      '\nExits with 1 when no run is possible, with 3 when a digest is another one here than elsewhere,' +
        '\nwith 4 when a data set is damaged at first sight.' +
        '\nExamples:\n  krumble doctor\n  krumble doctor --prove',
    )
    .action(doctor);
}

interface Options {
  readonly prove?: boolean;
  readonly threads?: string;
  readonly executor?: string;
}

async function doctor({ prove = false, threads, executor }: Options): Promise<void> {
  checkCurrentFolder();
  if (prove) {
    return proveHere({
      ...(threads !== undefined && { threads: wholeNumber('--threads', threads, 1, THREADS_MAX) }),
      ...(executor !== undefined && { executor: parseChoice('--executor', executor, [...EXECUTORS]) }),
    });
  }
  for (const [name, value] of Object.entries({ '--threads': threads, '--executor': executor })) {
    if (value !== undefined)
      throw new InputError({ place: { file: name }, problem: 'goes with --prove alone' });
  }
  const sets = [...dataSets, ...listAddedSets()];
  const line = lineWriter([...LABELS, ...sets.map(({ name }) => name)]);
  const { node, v8 } = process.versions;
  const platform = `${process.platform} ${process.arch}`;
  line('krumble', `${version()}, Node.js ${node} (V8 ${v8}), ${platform}`);
  const cores = countCores();
  const memory = `${(countMemoryBytes() / 2 ** 30).toFixed(0)} GiB of memory`;
  line('threads', `${cores} at once, which runs use unless --threads says otherwise; ${memory}`);
  const wasm = await tryBackend('wasm', { timed: true });
  line('wasm', describe(wasm));
  line('', wasm.usable ? MEANT_BY_AUTO : NO_WASM);
  const native = await tryBackend('tensorflow', { timed: true });
  line('tensorflow', describe(native));
  if (!native.usable) for (const text of NO_NATIVE) line('', text);
  for (const set of sets) {
    const { text, isSound } = describeSet(set);
    line(set.name, text);
    if (!isSound) process.exitCode = EXIT.data;
  }
  if (!wasm.usable) process.exitCode = EXIT.fault;
}

/** Whether this machine gives the digests that others gave. */
async function proveHere(how: ProofOptions): Promise<void> {
  const { listProofs, playProof } = await import('../prove.js');
  const proofs = listProofs();
  const columns = Math.max(...proofs.map(({ name }) => name.length)) + 2;
  let equal = 0;
  for (const proof of proofs) {
    const digest = await playProof(proof, how);
    const isEqual = digest === proof.digest;
    if (isEqual) equal++;
    const other = isEqual ? '' : `, elsewhere ${proof.digest}`;
    process.stdout.write(
      `${isEqual ? 'equal ' : 'OTHER '}  ${proof.name.padEnd(columns)}${digest}${other}\n`,
    );
  }
  const { node } = process.versions;
  const here = `${printable(cpus()[0]?.model.trim() ?? process.arch)}, ${process.platform} ${process.arch}`;
  process.stdout.write(
    `${equal} of ${proofs.length} equal on ${here}, Node.js ${node}, krumble ${version()}\n`,
  );
  if (equal < proofs.length) process.exitCode = EXIT.diverged;
}

function describeSet({ name, where, glance }: DataSetEntry) {
  try {
    const place = where();
    if (place === null) return { text: `not here: krumble data get ${name}`, isSound: true };
    const problem = glance?.() ?? null;
    if (problem !== null) return { text: `damaged: ${printable(problem)}`, isSound: false };
    return { text: `${printable(place)}; krumble data check verifies it`, isSound: true };
  } catch (error) {
    if (!(error instanceof DataError)) throw error;
    return { text: `not here: ${printable(error.message)}`, isSound: false };
  }
}

function describe(trial: BackendTrial): string {
  if (!trial.usable) return `cannot be used: ${printable(trial.problem)}`;
  const times = Object.entries(trial.gradientMs).map(([model, ms]) => `${model} ${ms.toFixed(1)} ms`);
  return `works (${trial.version}), a gradient of 83 images: ${times.join(', ')}`;
}

/** Writes a label and what is told of it, in a column that has room for each of the labels. */
function lineWriter(labels: readonly string[]): (label: string, text: string) => void {
  const columns = Math.max(...labels.map(textWidth)) + GAP;
  return (label, text) => void process.stdout.write(`${padColumns(label, columns)}${text}\n`);
}
