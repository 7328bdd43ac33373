import { type ChainRecord, isMostlyTheirs } from '../../transforms/chainRecord.js';
import { describeStep } from '../describeStep.js';
import type { ShownRound } from '../history.js';
import { drawRuler, type RulerMark } from './ruler.js';
import { mark } from './strip.js';
import { apart, type Line, pickFittingText } from './text.js';
import { label, LABEL, type ViewSize } from './viewSize.js';

/** Rows of a step with what they are drawn by. */
interface Rows {
  readonly name: string;
  readonly what: string;
  readonly distances: readonly (number | null)[];
  readonly corrupted: readonly boolean[];
}

/**
 * How far the rows are from the aggregate behind each step of a chain, in sigma: the reports, and below them
 * what each transform made of them, on rulers of one length. A mark is a row, or several in one place.
 * Nothing where the round has no chain; without what the steps did where `rows` leave no room for that.
 */
export function drawChainDistances(
  { chain }: ShownRound['record'],
  theirs: readonly number[],
  { columns, rows, ascii }: ViewSize,
): Line[] {
  if (chain === undefined) return [];
  const steps = listRows(chain, theirs);
  if (rows < steps.length + 2) return [];
  const found = steps.flatMap(({ distances }) => distances.filter((one) => one !== null));
  const end = Math.max(2, Math.ceil(Math.max(...found)));
  const length = Math.max(10, columns - LABEL - 4 - String(end).length);
  const isTold = rows >= 2 * steps.length + 1;
  const titles = ['distance to the aggregate behind each step, in sigma', 'to the aggregate, in sigma'];
  return [
    [{ text: pickFittingText(titles, columns), tone: 'title' }],
    ...steps.flatMap((step): Line[] => [
      [
        { text: label(step.name) },
        { text: '0 ' },
        ...drawRuler(listMarks(step, ascii), { end, length, ascii }),
        { text: ` ${end}` },
      ],
      ...(isTold && step.what !== ''
        ? [apart([{ text: `${label('')}  ${step.what}`, tone: 'quiet' }], [], columns)]
        : []),
    ]),
    [],
  ];
}

function listRows({ distances, steps }: ChainRecord, theirs: readonly number[]): Rows[] {
  const reports = {
    ...{ name: 'reports', what: '', distances },
    corrupted: distances.map((_, worker) => theirs.includes(worker)),
  };
  return [
    reports,
    ...steps.map((step, place) => ({
      name: step.name,
      what: describeStep(step, (place === 0 ? distances : steps[place - 1].distances).length),
      distances: step.distances,
      corrupted: step.corrupted.map(isMostlyTheirs),
    })),
  ];
}

/** Theirs last: where both lie in one place, it is theirs that one looks for. */
function listMarks({ distances, corrupted }: Rows, ascii: boolean): RulerMark[] {
  const order = [...distances.keys()].sort((a, b) => Number(corrupted[a]) - Number(corrupted[b]));
  return order.flatMap((row): RulerMark[] => {
    const at = distances[row];
    const tone = corrupted[row] ? 'corrupted' : 'honest';
    return at === null ? [] : [{ at, text: mark(corrupted[row], ascii), tone }];
  });
}
