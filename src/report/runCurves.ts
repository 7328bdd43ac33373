import { lossText } from '../ui/format.js';
import { tableRows, thinned } from './bins.js';
import { type CurvePoint, drawLines } from './charts/lines.js';
import type { Figure } from './figure.js';
import type { RunStory } from './runStory.js';

/** Ratio of highest to lowest loss from which on it is shown by powers of ten. */
const LOG_FROM = 50;

/** Test accuracy over rounds, beside what was published without an attack. */
export function accuracy({ accuracy: points, twin, entries, result }: RunStory): Figure | null {
  if (points.length === 0) return null;
  const published = entries.task.accuracyPublished;
  const chart = drawLines({
    curves: [
      { name: 'test accuracy', points: thinned(points) },
      ...(twin ? [{ name: 'without the attack', points: thinned(twin) }] : []),
    ],
    x: { label: 'round', rounds: result.rounds },
    y: { label: 'test accuracy, %', ends: [0, 100] },
    ...(published !== null && { level: { y: published, name: `${published} published without attack` } }),
  });
  const { rows, note } = tableRows(points);
  const without = new Map(twin?.map(({ x, y }) => [x, y]));
  const twinEnd = twin?.at(-1)?.y ?? null;
  const beside =
    twinEnd === null
      ? ''
      : ` The same seed and defense without the attack: ${numberText(twinEnd)}% at the end.`;
  return {
    id: 'accuracy',
    title: 'Test accuracy',
    description: `${numberText(result.accuracyMax)}% at best, ${numberText(result.accuracyFinal)}% at the end.${beside}`,
    ...chart,
    table: {
      heads: ['round', 'accuracy, %', ...(twin ? ['without the attack, %'] : [])],
      rows: rows.map(({ x, y }) => [x, y.toFixed(2), ...(twin ? [without.get(x)?.toFixed(2) ?? '-'] : [])]),
      ...(note && { note }),
    },
  };
}

/** Training and test loss over rounds. */
export function losses({ trainLoss, testLoss, result }: RunStory): Figure | null {
  const all = [...trainLoss, ...testLoss].map(({ y }) => y).filter((y) => y > 0);
  if (all.length === 0) return null;
  const [least, most] = all.reduce(([a, b], y) => [Math.min(a, y), Math.max(b, y)], [Infinity, 0]);
  const log = most / least > LOG_FROM;
  const positive = (points: readonly CurvePoint[]) => thinned(log ? points.filter(({ y }) => y > 0) : points);
  const chart = drawLines({
    curves: [
      { name: 'training', points: positive(trainLoss) },
      { name: 'test', points: positive(testLoss) },
    ].filter(({ points }) => points.length > 0),
    x: { label: 'round', rounds: result.rounds },
    y: { label: `loss${log ? ', by powers of ten' : ''}`, log },
  });
  const test = new Map(testLoss.map(({ x, y }) => [x, y]));
  const { rows, note } = tableRows(trainLoss);
  return {
    id: 'loss',
    title: 'Loss',
    description: `Cross-entropy: of honest workers on their batches, before the update, and of the test images, after it.`,
    ...chart,
    table: {
      heads: ['round', 'training', 'test'],
      rows: rows.map(({ x, y }) => [x, lossText(y), lossText(test.get(x))]),
      ...(note && { note }),
    },
  };
}

/** How far aggregate and malicious report lie from the honest mean, over rounds. */
export function distances({ distance, corruptedDistance, result }: RunStory): Figure | null {
  if (distance.length === 0) return null;
  const chart = drawLines({
    curves: [
      { name: 'the aggregate', points: thinned(distance) },
      ...(corruptedDistance.length > 0
        ? [{ name: 'the malicious report', points: thinned(corruptedDistance) }]
        : []),
    ],
    x: { label: 'round', rounds: result.rounds },
    y: { label: 'distance to the honest mean, sigma' },
  });
  const theirs = new Map(corruptedDistance.map(({ x, y }) => [x, y]));
  const { rows, note } = tableRows(distance);
  return {
    id: 'distance',
    title: 'How far from the truth',
    description:
      'Sigma is how far honest workers lie from their own mean: what is within it does not stand out.',
    ...chart,
    table: {
      heads: ['round', 'aggregate', 'malicious report'],
      rows: rows.map(({ x, y }) => [x, y.toFixed(3), theirs.get(x)?.toFixed(3) ?? '-']),
      ...(note && { note }),
    },
  };
}

/** What the attack decided, as the factor that it found: one curve for each number of the records. */
export function decided({ decided: curves, result }: RunStory): Figure | null {
  const names = [...curves.keys()].join(', ');
  return drawCurves(curves, result.rounds, {
    id: 'decided',
    title: 'What the attack decided',
    description: `In every round in which it is on: ${names}. krumble explain says what they mean.`,
    unit: 'as recorded',
  });
}

/** How far rows lie from the aggregate, in the mean: the reports, and what each transform made of them. */
export function chained({ chained: curves, result }: RunStory): Figure | null {
  return drawCurves(curves, result.rounds, {
    id: 'chain',
    title: 'What the chain made of the reports',
    description:
      'The mean distance of rows to the aggregate, behind each step: the nearer, the more alike the rule finds them.',
    unit: 'distance to the aggregate, sigma',
  });
}

function drawCurves(
  curves: ReadonlyMap<string, readonly CurvePoint[]>,
  rounds: number,
  { unit, ...texts }: Pick<Figure, 'id' | 'title' | 'description'> & { readonly unit: string },
): Figure | null {
  const names = [...curves.keys()];
  if (names.length === 0) return null;
  const chart = drawLines({
    curves: names.map((name) => ({ name, points: thinned(curves.get(name)!) })),
    x: { label: 'round', rounds },
    y: { label: unit },
  });
  const { rows, note } = tableRows(curves.get(names[0])!);
  const at = names.map((name) => new Map(curves.get(name)!.map(({ x, y }) => [x, y])));
  return {
    ...texts,
    ...chart,
    table: {
      heads: ['round', ...names],
      rows: rows.map(({ x }) => [x, ...at.map((curve) => curve.get(x)?.toPrecision(4) ?? '-')]),
      ...(note && { note }),
    },
  };
}

function numberText(value: number | null): string {
  return value === null ? '-' : value.toFixed(2);
}
