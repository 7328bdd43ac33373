import type { PaperTask } from './paperTask.js';
import { buildCells, type Draft, type Extent, type Table } from './table.js';

const DEFENSES = {
  'no defense': 'mean',
  'trimmed mean': 'trimmed-mean',
  Krum: 'krum',
  Bulyan: 'bulyan',
} as const;
/** 0, 5, 10, 15, 20 and 25% of 51; of the last 12, for Bulyan is not defined for 13 of 51. */
const CORRUPTED = { '0%': 0, '5%': 3, '10%': 5, '15%': 8, '20%': 10, '25%': 12 };

/** Figure 2 of the paper: accuracy by the share of corrupted workers, z = 1, for each defense. */
export function figure2(task: PaperTask, extent: Extent): Table {
  const drafts = Object.entries(CORRUPTED).flatMap(([row, corrupted]) =>
    Object.entries(DEFENSES).map(([column, rule]): Draft => ({
      row: `${row} (${corrupted})`,
      column,
      published: null,
      variations: [
        {
          task,
          workers: { corrupted },
          ...(corrupted > 0 && { attack: { name: 'little' as const, z: 1 } }),
          defense: { rule },
        },
      ],
    })),
  );
  return {
    name: 'figure2',
    title: 'Figure 2: maximal accuracy by the share of corrupted workers, z = 1',
    task,
    cells: buildCells('figure2', drafts, extent),
    notes: ['The paper gives a figure, no numbers; it says that Krum loses 33 points already at 5%.'],
  };
}
