import type { StepRecord } from '../transforms/chainRecord.js';
import { listSources, type MixingFacts } from '../transforms/describeMixing.js';
import { share } from './format.js';

/** What a transform did to the `count` rows that came to it, in a few words. */
export function describeStep(
  step: MixingFacts & Partial<Pick<StepRecord, 'corrupted'>>,
  count: number,
): string {
  const { factors, corrupted } = step;
  if (factors) return describeFactors(factors);
  const sizes = listSources(step, count).map(({ length }) => length);
  const what = step.groups ? 'means' : 'mixes';
  const made = `${sizes.length} ${what} of ${rangeText(Math.min(...sizes), Math.max(...sizes), String)} rows`;
  if (!corrupted?.some((part) => part > 0)) return made;
  if (step.groups) {
    return `${made}, ${corrupted.filter((part) => part > 0).length} with corrupted workers`;
  }
  return `${made}, ${rangeText(Math.min(...corrupted), Math.max(...corrupted), share)} of each corrupted`;
}

/** 1 to 3 as `1 to 3`, and where both ends are the same that. */
function rangeText(least: number, most: number, text: (value: number) => string): string {
  const [low, high] = [text(least), text(most)];
  return low === high ? low : `${low} to ${high}`;
}

function describeFactors(factors: readonly number[]): string {
  const cut = factors.filter((factor) => factor !== 1);
  if (cut.length === 0) return `all ${factors.length} rows left as they are`;
  return `${cut.length} of ${factors.length} rows scaled, to ${rangeText(Math.min(...cut), Math.max(...cut), share)}`;
}

/** 3, 4, 5, 9 as `3-5, 9`; of many the first few: `0, 2, 5, ...`. */
export function listText(numbers: readonly number[], rangesMax = Infinity): string {
  const ranges: [number, number][] = [];
  for (const number of numbers) {
    const last = ranges[ranges.length - 1];
    if (last?.[1] === number - 1) last[1] = number;
    else ranges.push([number, number]);
  }
  const texts = ranges.map(([from, to]) => (from === to ? `${from}` : `${from}-${to}`));
  return [...texts.slice(0, rangesMax), ...(texts.length > rangesMax ? ['...'] : [])].join(', ');
}
