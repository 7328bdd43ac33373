import { FIRST_GAZE, type HomeGaze, type HomeTab, type HomeViewModel } from '../../src/ui/homeViewModel.js';

const row = (name: string, cells: readonly string[], isDamaged = false) => ({
  key: `runs/${name}`,
  cells: [name, ...cells],
  about: isDamaged
    ? [`damaged: runs/${name}/manifest.json: is not JSON`]
    : [`runs/${name}`, cells.slice(0, 2).join(', '), cells[4], 'A little is enough against Krum'],
  isDamaged,
});

const CHANGED = '2026-11-28 03:52';
const FOLDERS = {
  heads: ['runs/', 'state', 'done', 'end', 'best', 'changed', 'size'],
  opens: 'watches',
  isFolders: true,
};

/** The lists of somebody with so many more runs than five. */
export function makeHomeTabs(more = 0): HomeTab[] {
  const others = Array.from({ length: more }, (_, k) =>
    row(`mnist-unattacked,seed=${k}`, ['complete', '150 rounds', '91.9', '92.0', CHANGED, '900 kB']),
  );
  return [
    {
      ...{ ...FOLDERS, title: 'runs', none: 'no run is here yet' },
      forms: [
        [0, 1, 2, 3, 4, 5, 6],
        [0, 1, 2, 3, 4, 5],
        [0, 1, 3, 4, 5],
        [0, 1, 3, 4],
        [0, 1, 3],
      ],
      rows: [
        row('mnist-little-vs-krum', ['being written', '64 of 150', '80.1', '87.5', CHANGED, '400 kB']),
        row('mnist-little-vs-krum,attack=none', [
          'complete',
          '150 rounds',
          '91.0',
          '91.9',
          CHANGED,
          '900 kB',
        ]),
        row('lesson/1', ['stopped', '12 of 60', '75.0', '75.0', CHANGED, '90 kB']),
        row('cifar10-little-vs-krum', ['overflowed', '7 of 60', '-', '10.0', CHANGED, '12 MB']),
        row('spoilt', ['damaged', '-', '-', '-', CHANGED, '-'], true),
        ...others,
      ],
    },
    {
      ...{
        ...FOLDERS,
        title: 'sweeps',
        none: 'no sweep is here yet: krumble sweep GRID makes one',
        rows: [],
      },
      forms: [
        [0, 1, 2, 4, 5, 6],
        [0, 1, 4],
      ],
    },
    {
      ...{ title: 'scenarios', opens: 'runs it', isFolders: false, none: 'none', heads: ['', 'title'] },
      forms: [[0, 1], [0]],
      rows: ['cifar10-backdoor-sample-vs-trimmed-mean', 'mnist-little-vs-krum', 'mnist-unattacked'].map(
        (name) => ({
          ...{ key: name, cells: [name, 'what it is about'], isDamaged: false },
          about: ['what it is about', `krumble run ${name}`],
        }),
      ),
    },
  ];
}

/** The home screen of somebody who looks at it so. */
export function makeHome(gaze: Partial<HomeGaze> = {}, tabs = makeHomeTabs()): HomeViewModel {
  return { ...FIRST_GAZE, ...gaze, tabs };
}
