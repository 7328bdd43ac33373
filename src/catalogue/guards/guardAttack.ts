import type {
  Attack,
  AttackSetting,
  Forgery,
  HonestBlock,
  HonestView,
  LabelledImages,
} from '../../attacks/attack.js';
import type { Blocks } from '../../kernels/meanAndDeviation.js';
import { show } from '../../errors/show.js';
import { asRecorded, broken, lendMemory, lendRows, mustBeVector, runOwnCode } from '../ownCode.js';
import { guardMeasure } from './guardMeasure.js';

const FACT_NAME_MAX = 100;
const FACT_TEXT_MAX = 1000;

/**
 * An attack of a user's own, held to its contract.
 * What it reports may be anything, not finite values too.
 */
export function guardAttack(entry: Attack, label: string): Attack {
  const { limits, idle, poison, decide, forge, measures } = entry;
  return Object.freeze({
    ...entry,
    ...(limits && { limits: guardLimits(limits, `${label} limits`) }),
    ...(idle && { idle: guardIdle(idle, `${label} idle`) }),
    ...(poison && { poison: guardPoison(poison, `${label} poison`) }),
    ...(decide && { decide: guardDecide(decide as never, `${label} decide`) as never }),
    ...(forge && { forge: guardForge(forge as never, `${label} forge`) as never }),
    ...(measures && { measures: measures.map((measure) => guardMeasure(measure as never, label) as never) }),
  } satisfies Attack);
}

function guardLimits(limits: NonNullable<Attack['limits']>, label: string): NonNullable<Attack['limits']> {
  return (workers) => {
    const given: unknown = runOwnCode(label, () => limits(workers));
    const isFine = (value: unknown) => value === null || (typeof value === 'number' && value > 0);
    if (typeof given === 'object' && given !== null && Object.values(given).every(isFine))
      return given as ReturnType<typeof limits>;
    throw broken(label, `gave ${show(given)}`, 'by option a number above 0, or null');
  };
}

function guardIdle(idle: NonNullable<Attack['idle']>, label: string): NonNullable<Attack['idle']> {
  return (setting, workers) => {
    const reason: unknown = runOwnCode(label, () => idle(setting, workers));
    if (reason === null || typeof reason === 'string') return reason;
    throw broken(label, `gave ${show(reason)}`, 'a text, or null');
  };
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
type Decide = (
  view: Omit<HonestView, 'honest'> & Partial<Pick<HonestView, 'honest'>>,
  ...rest: [AttackSetting]
) => Forgery;
type Forge = (
  block: Omit<HonestBlock, 'honest'> & Partial<Pick<HonestBlock, 'honest'>>,
  ...rest: [AttackSetting]
) => Float32Array | readonly Float32Array[];

function guardDecide(decide: Decide, label: string): Decide {
  return (view, setting) => {
    const lent = lendViewed(label, view);
    const forgery: Forgery | undefined = runOwnCode(label, () => decide(lent.view, setting));
    lent.check();
    if (typeof forgery !== 'object' || forgery === null) {
      throw broken(label, `gave ${show(forgery)}`, '{ facts, report }, either of which may be absent');
    }
    if (forgery.report !== undefined) mustBeVector(label, 'a report', forgery.report, view.parameters.length);
    const { facts } = forgery;
    if (facts === undefined) return forgery;
    if (!Object.entries(facts).every(isFact)) {
      throw broken(label, `gave facts ${show(facts)}`, 'finite numbers, short texts, true, false or null');
    }
    return { ...forgery, facts: asRecorded(facts) };
  };
}

/** A view with copies of all that is not to be changed, and what throws when it was. */
function lendViewed(label: string, view: Parameters<Decide>[0]) {
  const lend = (blocks: Blocks = []) => blocks.map((rows) => lendRows(label, rows));
  const [own, honest] = [lend(view.own), lend(view.honest)];
  const model = lendRows(label, [view.parameters, view.velocity]);
  const remembered = lendMemory(label, view.memory);
  const [parameters, velocity] = model.copies;
  const copiesOf = (lent: typeof own) => lent.map(({ copies }) => copies);
  return {
    view: {
      ...{ ...view, parameters, velocity, own: copiesOf(own), memory: remembered.memory },
      ...(view.honest && { honest: copiesOf(honest) }),
    },
    check: () => {
      for (const { check } of [...own, ...honest, model, remembered]) check();
    },
  };
}

/** Whether a fact can stand in a record. */
function isFact([name, value]: [string, unknown]): boolean {
  if (name.length > FACT_NAME_MAX) return false;
  if (typeof value === 'string') return value.length <= FACT_TEXT_MAX;
  return value === null || typeof value === 'boolean' || Number.isFinite(value);
}

function guardForge(forge: Forge, label: string): Forge {
  return (block, setting) => {
    const own = lendRows(label, block.own);
    const honest = lendRows(label, block.honest ?? []); // of an attack that sees none, there are none
    const remembered = lendMemory(label, block.memory);
    const { memory } = remembered;
    const seen = { ...block, memory, own: own.copies, ...(block.honest && { honest: honest.copies }) };
    const given: unknown = runOwnCode(label, () => forge(seen, setting));
    own.check();
    honest.check();
    remembered.check();
    const { length } = block.own[0];
    if (Array.isArray(given) && given.length !== block.own.length) {
      throw broken(label, `gave ${given.length} reports`, `one for all, or ${block.own.length}`);
    }
    for (const one of Array.isArray(given) ? given : [given]) mustBeVector(label, 'a report', one, length);
    return given as Float32Array | Float32Array[];
  };
}
