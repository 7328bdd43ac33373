import { Command } from 'commander';
import { cacheFolder } from '../../../data/cacheFolder.js';
import { InputError } from '../../../errors/inputError.js';
import { printable, show } from '../../../errors/show.js';
import { disk } from '../../../files/disk.js';
import { parseChoice, wholeNumber } from '../../arguments.js';
import { NEXT, tellNext } from '../../nextCommand.js';

const KINDS = ['image', 'tensor'] as const;
const SHAPE = /^[1-9]\d{0,6}(?:x[1-9]\d{0,6}){0,3}$/;

interface AddOptions {
  readonly trainImages: string;
  readonly trainLabels?: string;
  readonly testImages: string;
  readonly testLabels?: string;
  readonly labelColumn: string;
  readonly classes?: string;
  readonly shape?: string;
  readonly kind?: string;
  readonly standardise?: boolean;
}

const HELP = `
Files, perhaps packed by gzip:
  IDX   unsigned bytes, float32 or float64; labels may be of any whole numbers
  NPY   uint8, float32 or float64, in C order: [examples, ...]; labels may be of any signed whole numbers
  CSV   one example a row, all numbers, told by .csv; a first line with words names the columns. Without files of
        labels the class stands in a column, the first unless --label-column says another

Bytes of height x width, and of height x width x 1 or 3 channels, are images, normalised by the mean and deviation of
each channel's training pixels. All else are tensors: floats are used as they are, rounded to float32, or standardised.
Classes are whole numbers from 0. The set is kept as one file in the cache folder, verified by hash; a scenario names
it as data: { set: NAME }.

Examples:
  krumble data add leaves --train-images train-images.gz --train-labels train-labels.gz \\
    --test-images test-images.gz --test-labels test-labels.gz
  krumble data add wine --train-images train.csv --test-images test.csv --label-column quality --standardise`;

/** `krumble data add` */
export function dataAddCommand(): Command {
  return new Command('add')
    .description('put a data set of your own into the cache folder')
    .argument('<name>', 'what scenarios will call it')
    .requiredOption('--train-images <file>', 'inputs to train on: IDX, NPY or CSV')
    .option('--train-labels <file>', 'their classes: IDX, NPY or CSV of one column')
    .requiredOption('--test-images <file>', 'inputs to test on')
    .option('--test-labels <file>', 'their classes')
    .option('--label-column <column>', 'of a table, the class: a column by name or number', '1')
    .option('--classes <k>', 'how many there are, 2 to 256 (default: as many as the training labels have)')
    .option('--shape <extents>', 'of one input, as in 28x28x1 (default: as in the file)')
    .option('--kind <kind>', `${KINDS.join(' or ')} (default: image where it can be one)`)
    .option('--standardise', 'each value to mean 0 and deviation 1 over the training inputs')
    .addHelpText('after', HELP)
    .action(add);
}

async function add(name: string, options: AddOptions): Promise<void> {
  const { classes, shape, kind, standardise, labelColumn } = options;
  // Loaded now: what reads files of numbers is of no use to any other command.
  const { addDataSet } = await import('../../../data/add/addDataSet.js');
  const request = {
    name,
    train: { inputs: options.trainImages, labels: options.trainLabels },
    test: { inputs: options.testImages, labels: options.testLabels },
    labelColumn,
    classes: classes === undefined ? undefined : wholeNumber('--classes', classes, 2, 256),
    shape: shape === undefined ? undefined : parseShape(shape),
    kind: kind === undefined ? undefined : parseChoice('--kind', kind, KINDS),
    standardise,
  };
  const { set, file } = await addDataSet(request, { folder: cacheFolder(), disk });
  const what = set.holds === 'tensors' ? 'inputs' : 'images';
  const lines = [
    `${name}: added`,
    `  ${printable(file)}`,
    `  ${set.train.count} training and ${set.test.count} test ${what} of ${set.imageShape.join(' x ')}, ${set.classes} classes`,
    `  scenario: data: { set: ${name} }`,
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
  tellNext(NEXT['data add'](name));
}

function parseShape(text: string): readonly number[] {
  if (SHAPE.test(text)) return text.split('x').map(Number);
  const allowed = '1 to 4 extents, as in 28x28x1';
  throw new InputError({ place: { file: '--shape' }, found: show(text), allowed });
}
