import type { Attack, Forgery, LabelledImages } from '../../attacks/attack.js';
import { show } from '../../errors/show.js';
import { broken, lendRows, mustBeVector, runOwnCode } from '../ownCode.js';
import { guardMeasure } from './guardMeasure.js';

/**
 * An attack of a user's own, held to its contract.
 * What it reports may be anything, not finite values too.
 */
export function guardAttack(entry: Attack, label: string): Attack {
  const { poison, decide, forge, measures } = entry;
  return Object.freeze({
    ...entry,
    ...(poison && { poison: guardPoison(poison, `${label} poison`) }),
    ...(decide && { decide: guardDecide(decide as never, `${label} decide`) as never }),
    ...(forge && { forge: guardForge(forge as never, `${label} forge`) as never }),
    ...(measures && { measures: measures.map((measure) => guardMeasure(measure as never, label) as never) }),
  } satisfies Attack);
}

function guardPoison(poison: NonNullable<Attack['poison']>, label: string): NonNullable<Attack['poison']> {
  return (batch, setting, view) => {
    const lent = { images: batch.images.slice(), labels: batch.labels.slice() };
    const given: LabelledImages | undefined = runOwnCode(label, () => poison(lent, setting, view));
    const { images, labels } = given ?? {};
    const fits =
      images instanceof Float64Array &&
      labels instanceof Int32Array &&
      images.length === batch.images.length &&
      labels.length === batch.labels.length &&
      labels.every((one) => one >= 0 && one < view.classes);
    if (fits) return { images, labels };
    throw broken(
      label,
      `gave another batch than it got`,
      'as many images (Float64Array) and labels (Int32Array)',
    );
  };
}

/** The views that all attacks have something in common with; the others only add to them. */
type Decide = NonNullable<Attack<string, 'honest'>['decide']>;
type Forge = NonNullable<Attack<string, 'honest'>['forge']>;

function guardDecide(decide: Decide, label: string): Decide {
  return (view, setting) => {
    const lent = view.own.map((rows) => lendRows(label, rows));
    const own = lent.map(({ copies }) => copies);
    const forgery: Forgery | undefined = runOwnCode(label, () => decide({ ...view, own }, setting));
    for (const { check } of lent) check();
    if (typeof forgery !== 'object' || forgery === null) {
      throw broken(label, `gave ${show(forgery)}`, '{ facts, report }, either of which may be absent');
    }
    if (forgery.report !== undefined) mustBeVector(label, 'a report', forgery.report, view.parameters.length);
    const isPlain = (value: unknown) =>
      value === null || ['number', 'string', 'boolean'].includes(typeof value);
    const facts = Object.values(forgery.facts ?? {});
    if (!facts.every(isPlain))
      throw broken(label, `gave facts ${show(facts)}`, 'numbers, texts, true or false');
    return forgery;
  };
}

function guardForge(forge: Forge, label: string): Forge {
  return (block, setting) => {
    const { copies, check } = lendRows(label, block.own);
    const given: unknown = runOwnCode(label, () => forge({ ...block, own: copies }, setting));
    check();
    const { length } = block.own[0];
    if (Array.isArray(given) && given.length !== block.own.length) {
      throw broken(label, `gave ${given.length} reports`, `one for all, or ${block.own.length}`);
    }
    for (const one of Array.isArray(given) ? given : [given]) mustBeVector(label, 'a report', one, length);
    return given as Float32Array | Float32Array[];
  };
}
