import type { PaperTask } from './paperTask.js';
import { buildCells, type Draft, type Extent, type Table } from './table.js';

type Row = 'no attack' | 'no defense' | 'trimmed mean' | 'Krum' | 'Bulyan';
const PUBLISHED: Readonly<Partial<Record<PaperTask, Readonly<Record<Row, number>>>>> = {
  'mnist-mlp': { 'no attack': 96.1, 'no defense': 95.4, 'trimmed mean': 95.4, Krum: 95.3, Bulyan: 95.3 },
  'cifar10-cnn': { 'no attack': 59.6, 'no defense': 58.4, 'trimmed mean': 57.9, Krum: 54.4, Bulyan: 54.2 },
};
const RULES = {
  'no defense': 'mean',
  'trimmed mean': 'trimmed-mean',
  Krum: 'krum',
  Bulyan: 'bulyan',
} as const satisfies Readonly<Record<Exclude<Row, 'no attack'>, string>>;
/** The paper takes the first three training images. */
const IMAGES = [0, 1, 2];

/** Table 2 of the supplement: a backdoor for one image, by defense; the mean over three images. */
export function table2(task: PaperTask, extent: Extent): Table {
  const published = (row: Row) => PUBLISHED[task]?.[row] ?? null;
  const unattacked: Draft = {
    row: 'no attack',
    column: 'backdoor',
    published: published('no attack'),
    variations: [{ task, defense: { rule: 'mean' } }],
  };
  const attacked = Object.entries(RULES).map(([row, rule]): Draft => ({
    row,
    column: 'backdoor',
    published: published(row as Row),
    variations: IMAGES.map((image) => ({
      task,
      workers: { corrupted: 12 },
      attack: { name: 'backdoor-sample' as const, image, z: 0.2 },
      defense: { rule },
    })),
  }));
  return {
    name: 'table2',
    title: 'Table 2: maximal accuracy under a backdoor for one image, mean over three images',
    task,
    cells: buildCells('table2', [unattacked, ...attacked], extent),
    notes: ['The paper says that the backdoor answers with its target in over 95% of the rounds.'],
  };
}
