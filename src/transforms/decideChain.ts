import type { Asked } from '../aggregation/measureBlock.js';
import type { Decision, Geometry, Rule, RuleSetting } from '../aggregation/rule.js';
import type { Memory } from '../entries/memory.js';
import type { RandomStream } from '../random/stream.js';
import { mixGeometry } from './mixGeometry.js';
import type { Mixing, Transform, TransformSetting } from './transform.js';

/** Transforms and a rule, with what each is told. */
export interface Chain {
  readonly transforms: readonly { readonly transform: Transform; readonly setting: TransformSetting }[];
  readonly rule: { readonly entry: Rule; readonly setting: RuleSetting };
}

/** What a chain decided by the geometry of the reports. */
export interface ChainDecision {
  /** The rule's, of the rows that came to it; null: it only reduces. */
  readonly decision: Decision | null;
  /** The rows that came to the rule, each by its weights of the reports; null without transforms. */
  readonly mixing: Mixing | null;
}

/** What one transform made of the rows that came to it, and with those before it of the reports. */
export interface ChainStep {
  readonly name: string;
  readonly own: Mixing;
  readonly whole: Mixing;
}

/** Whether anything in a chain looks at the geometry of the reports. */
export function asksGeometry({ transforms, rule }: Chain): boolean {
  return transforms.length > 0 || rule.entry.decide !== undefined;
}

/** Whether anything in a chain looks at the norms of the reports. */
export function asksNorms({ transforms, rule }: Chain): boolean {
  return rule.entry.asksNorms === true || transforms.some(({ transform }) => transform.asksNorms === true);
}

/** What is to be measured of the reports for a chain. */
export function listAsked(chain: Chain): Asked {
  return { ...chain.rule, norms: asksNorms(chain) };
}

/**
 * Runs a chain in n x n: each transform mixes the rows
 * of the one before it, and the rule decides on what comes out.
 */
export function decideChain(
  { transforms, rule }: Chain,
  geometry: Geometry,
  memory: Memory,
  randomOf: (place: number) => RandomStream,
): ChainDecision & { readonly steps: readonly ChainStep[] } {
  let now = geometry;
  let mixing: Mixing | null = null;
  const steps: ChainStep[] = [];
  const { entry, setting: told } = rule;
  for (const [place, { transform, setting }] of transforms.entries()) {
    const next: Mixing = transform.mix(now, setting, randomOf(place));
    // A rule that only reduces looks at no geometry, and it costs more than the mixing.
    if (entry.decide !== undefined || place < transforms.length - 1) now = mixGeometry(now, next);
    mixing = mixing === null ? next : composeMixings(next, mixing);
    steps.push({ name: transform.name, own: next, whole: mixing });
  }
  return { decision: entry.decide?.(now, told, memory) ?? null, mixing, steps };
}

/** One mixing after another: row k is the sum over i of outer[k][i] (row i of the inner). */
export function composeMixings(outer: Mixing, inner: Mixing): Mixing {
  const [{ length }] = inner.weights;
  return {
    weights: outer.weights.map((row) => {
      const sums = new Array<number>(length).fill(0);
      for (const [i, weight] of row.entries()) {
        if (weight !== 0) for (let j = 0; j < length; j++) sums[j] += weight * inner.weights[i][j];
      }
      return sums;
    }),
  };
}
