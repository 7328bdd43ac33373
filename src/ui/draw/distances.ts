import { share } from '../format.js';
import type { ShownRound } from '../history.js';
import { drawDecided } from './decided.js';
import { drawRuler } from './ruler.js';
import { mark } from './strip.js';
import type { ViewSize } from './viewSize.js';
import { apart, type Line, pickFittingText, type Piece, type Tone } from './text.js';

const TITLE = 'distance to the honest mean, in sigma';

/**
 * The distances of the malicious report and the aggregate from the honest mean, on a ruler in units of sigma,
 * and below what the attack decided.
 * At the right of the title how far all aggregates up to this one led along the honest means, and aside.
 * Sigma is the root mean square distance of honest gradients to their mean: an honest worker is at about 1.
 */
export function drawDistances({ record, soFar }: ShownRound, { columns, ascii }: ViewSize): Line[] {
  const { distance, corruptedDistance, cosine } = record;
  const marks = [
    { at: 1, text: mark(false, ascii), tone: 'honest', name: 'honest, 1' },
    ...(corruptedDistance === null || corruptedDistance === undefined
      ? []
      : [
          {
            at: corruptedDistance,
            text: mark(true, ascii),
            tone: 'corrupted',
            name: `theirs, ${corruptedDistance.toFixed(2)}`,
          },
        ]),
    ...(distance === null
      ? []
      : [
          {
            at: distance,
            text: ascii ? 'A' : '◆',
            tone: 'alert',
            name: `aggregate, ${distance.toFixed(2)}`,
          },
        ]),
  ] as { at: number; text: string; tone: Tone; name: string }[];
  const end = Math.max(2, Math.ceil(Math.max(...marks.map(({ at }) => at))));
  const length = Math.max(10, columns - 8);
  const ruler = drawRuler(marks, { end, length, ascii });
  const gap = columns < 76 ? ' ' : '  ';
  const legend = marks.flatMap(({ text, tone, name }, index): Piece[] => [
    { text: `${index > 0 ? gap : ''}${text} `, tone },
    { text: name, tone: 'quiet' },
  ]);
  const angle = cosine === null ? '' : `${columns < 76 ? ', cos' : '  cosine'} ${cosine.toFixed(2)}`;
  return [
    apart([{ text: TITLE, tone: 'title' }], [{ text: wayText(soFar, columns), tone: 'quiet' }], columns),
    [{ text: '0 ' }, ...ruler, { text: ` ${end}` }],
    [...legend, { text: angle, tone: 'quiet' }],
    ...drawDecided(record, columns),
    [],
  ];
}

/** `so far 46% of the honest way, 190% aside`: in parts of the way that the honest means would have led. */
function wayText({ honestWay, alongWay, asideWay }: ShownRound['soFar'], columns: number): string {
  if (!(honestWay > 0)) return '';
  const [along, aside] = [alongWay, asideWay].map((way) => share(way / honestWay));
  const texts = [`so far ${along} of the honest way, ${aside} aside`, `way ${along}, aside ${aside}`, ''];
  return pickFittingText(texts, columns - TITLE.length - 1);
}
