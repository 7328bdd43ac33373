import { existsSync } from 'node:fs';
import { Command } from 'commander';
import { aggregate, type AggregateOutcome, type TransformInput } from '../../catalogue/aggregate.js';
import { InputError } from '../../errors/inputError.js';
import { printable, show } from '../../errors/show.js';
import type { Matrix } from '../../matrices/matrix.js';
import { formatVector, readMatrix } from '../../matrices/readMatrix.js';
import { several, wholeNumber } from '../arguments.js';
import { describeAggregate } from '../describeAggregate.js';
import { type ModuleOptions, openCatalogue, takesModules } from '../modules.js';
import { parseAssignment, parseNamedEntry } from '../namedEntry.js';
import { mustBeWritable, writeOutput } from '../outputFile.js';

interface Options extends ModuleOptions {
  readonly before?: string;
  readonly f?: string;
  readonly seed?: string;
  readonly option?: readonly string[];
  readonly tensor?: string;
  readonly root?: string;
  readonly json?: boolean;
  readonly out?: string;
  readonly force?: boolean;
}

/** `krumble aggregate RULE FILE` */
export function aggregateCommand(): Command {
  return takesModules(new Command('aggregate'))
    .description('run a rule on vectors of your own: the aggregate, who made it, scores, distances')
    .argument('<rule>', 'a name that krumble list rules shows')
    .argument('<file>', 'vectors, one a row: .npy, .safetensors, .csv; - is CSV at standard input')
    .option('--before <chain>', 'transforms before the rule, as in nnm,clipping:limit=2')
    .option('--f <n>', 'how many vectors are declared to be corrupted', '0')
    .option('--seed <n>', 'of all that is drawn', '0')
    .option(
      '--option <name=value>',
      'an option of the rule, or its variant; may be given several times',
      several,
    )
    .option('--tensor <name>', 'which tensor of a safetensors file')
    .option('--root <file>', 'the server’s own vector, in a file of one row, for a rule that weighs by one')
    .option('--json', 'as JSON, with every number')
    .option('--out <file>', 'write the aggregate there as well: .npy, .safetensors, .csv')
    .option('--force', 'replace the file that --out names')
    .addHelpText('after', '\nExample: krumble aggregate krum vectors.npy --f 2 --before nnm')
    .action(run);
}

async function run(rule: string, file: string, options: Options): Promise<void> {
  const declared = wholeNumber('--f', options.f ?? '0', 0, 4096);
  const seed = wholeNumber('--seed', options.seed ?? '0', 0, Number.MAX_SAFE_INTEGER);
  const { variant, ...given } = Object.fromEntries(
    (options.option ?? []).map((text) => parseAssignment(text, '--option')),
  );
  const before = parseChain(options.before);
  checkOutput(options);
  const catalogue = await openCatalogue(options);
  const vectors = readMatrix(file, options.tensor);
  const root = options.root === undefined ? undefined : readRoot(options.root, options.tensor);
  const told = { declared, seed, before, root, catalogue, options: given };
  // Whatever it is: what is no variant is refused with the names of those there are.
  const outcome = aggregate(rule, vectors, { ...told, variant: variant as string | undefined });
  if (options.out !== undefined) {
    await writeOutput('--out', options.out, formatVector(outcome.aggregate, options.out, '--out'));
  }
  const text = options.json
    ? toJson(outcome, vectors)
    : `${describeAsked(rule, vectors, options)}\n\n${describeAggregate(outcome)}`;
  process.stdout.write(text);
  if (options.out !== undefined) process.stderr.write(`${printable(options.out)}\n`);
}

function readRoot(file: string, tensor: string | undefined): Float32Array {
  const rows = readMatrix(file, tensor);
  if (rows.length === 1) return rows[0];
  throw new InputError({ place: { file: `--root ${file}` }, found: `${rows.length} rows`, allowed: 'one' });
}

/** What was asked for, in one line. */
function describeAsked(rule: string, vectors: Matrix, { before, f, seed, option = [] }: Options): string {
  const chain = before ? `${before.split(',').join(' > ')} > ` : '';
  const told = option.map((one) => `, ${one}`).join('');
  const drawn = seed === '0' ? '' : `, seed ${seed}`;
  const size = `${vectors.length} vectors of ${vectors[0].length} numbers`;
  return printable(`${chain}${rule}${told}: ${size}, f=${f}${drawn}`);
}

/** `nnm,clipping:limit=2`: the transforms of a chain, in order. */
function parseChain(text: string | undefined): TransformInput[] {
  if (text === undefined || text.trim() === '') return [];
  return text.split(',').map((step) => parseNamedEntry(step, '--before'));
}

/** Before anything is computed: nobody wants to hear of a bad place afterwards. */
function checkOutput({ out, force = false }: Options): void {
  if (out === undefined) return;
  formatVector(new Float32Array(), out, '--out');
  if (existsSync(out) && !force) {
    throw new InputError({
      place: { file: '--out' },
      found: show(out),
      problem: 'the file is there already; --force replaces it',
    });
  }
  mustBeWritable('--out', out);
}

function toJson({ decision, ...outcome }: AggregateOutcome, vectors: Matrix): string {
  const shape = [vectors.length, vectors[0].length];
  const { referenceWeight = 0 } = decision ?? {};
  const all = { shape, ...outcome, referenceWeight, aggregate: Array.from(outcome.aggregate) };
  return `${JSON.stringify(all)}\n`;
}
