import type { ViewState } from '../viewModel.js';
import { wrapText } from './wrapText.js';
import type { Line } from './text.js';
import { FOOT_ROWS, HEAD_ROWS, type ViewSize } from './viewSize.js';

const LABEL = 21;
const TEXT_COLUMNS_MAX = 76;

/** What the words of each view mean. */
const TERMS: Readonly<Record<ViewState['view'], readonly (readonly [term: string, meaning: string])[]>> = {
  overview: [
    ['test accuracy', 'how many of the test images the model answers rightly, after the round'],
    [
      'without the attack',
      'the same run with all workers honest: what is lost between both is the attack’s work',
    ],
    [
      'training loss',
      'how wrong honest workers find the model on their own images; each line is ten times the last',
    ],
    ['corrupted', 'a worker that the adversary has; all of them together send what the attack says'],
    [
      'chose',
      'whose report the rule took for the update: filled a corrupted worker’s, hollow an honest one’s',
    ],
    [
      'influence',
      'the part of the update that corrupted workers made; the upright mark is their part of the workers',
    ],
    [
      'sigma',
      'how far honest reports lie from their own mean, as a rule; what is within it does not stand out',
    ],
    [
      'distance, cosine',
      'how far the update is from the honest mean, and whether it points the same way: 1 it does, 0 across',
    ],
    ['ASR', 'attack success rate: how many of the backdoor’s images are answered with its target'],
  ],
  round: [
    [
      'score',
      'how far a report is from its nearest others, all squared distances added up: Krum takes the least',
    ],
    ['chosen', 'the reports that the update was made of'],
    ['share', 'of a rule that chooses nobody: which part of the update is a worker’s'],
    ['honest mean', 'what the update would be without the attack and without a defense'],
    ['sigma', 'how far honest reports lie from their own mean, as a rule'],
    ['the ruler', 'where the corrupted report and the update lie between the honest mean and twice sigma'],
    [
      'way, aside',
      'how far all updates so far led where the honest means did, and across; 100% and 0% is without loss',
    ],
    ['coordinate', 'one number of the gradient: bars count the workers that report about so much'],
  ],
  threads: [
    ['thread', 'what plays the workers: any number gives the same bits'],
    ['W', 'a worker takes its gradient'],
    ['A', 'the adversary makes its reports from those that it sees'],
    ['S', 'a shard aggregates its block of coordinates, and updates it'],
    ['V', 'the server decides who is chosen'],
    ['E', 'the test images are answered, while the next round trains'],
    ['busy', 'the part of the time in which threads did any of it'],
  ],
};

/** A page of what the words of a view mean. */
export function drawTerms(view: ViewState['view'], page: number, { rows, columns }: Room): Line[] {
  const lines = listLines(view, columns);
  const title: Line[] = [[], [{ text: 'words of this view', tone: 'title' }]];
  if (rows >= lines.length + title.length) return [...title, ...lines];
  const room = Math.max(1, rows);
  return lines.slice(page * room, (page + 1) * room);
}

/** How many pages that are on a whole screen of such a size. */
export function countTermPages(view: ViewState['view'], { rows, columns }: Room): number {
  return Math.ceil(listLines(view, columns).length / Math.max(1, rows - HEAD_ROWS - FOOT_ROWS));
}

type Room = Pick<ViewSize, 'rows' | 'columns'>;

function listLines(view: ViewState['view'], columns: number): Line[] {
  return TERMS[view].flatMap(([term, meaning]) =>
    wrapText(meaning, Math.min(TEXT_COLUMNS_MAX, columns - LABEL)).map((text, index): Line => [
      { text: (index === 0 ? `  ${term}` : '').padEnd(LABEL), tone: 'honest' },
      { text },
    ]),
  );
}
