import { builtIn } from '../../dist/catalogue/builtIn.js';
import { stream } from '../../dist/random/stream.js';
import { expandScenario } from '../../dist/scenario/expand.js';

const ATTEMPTS = 200;
/** What options are tried with, where an entry wants one or a draw asks for one: those that it takes. */
const VALUES = [0.1, 0.5, 0.9, 1, 2, 3, 5, true, false, [1], [1, 3], 'max'];

/**
 * A small whole scenario drawn from a seed, which expands. Each seed leaves most features out: a fault in
 * one shows where others do not cover it. Entries and their options come from the catalogue.
 */
export function drawScenario(seed) {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const scenario = draw(stream(seed, 'chaos scenario', '', attempt), seed);
    if (isValid(scenario)) return scenario;
  }
  throw new Error(`no scenario of seed ${seed} is valid in ${ATTEMPTS} draws`);
}

/** Whether a scenario is one. */
export function isValid(scenario) {
  try {
    expandScenario(scenario);
    return true;
  } catch (error) {
    if (error.code === 'KRUMBLE_INPUT') return false;
    throw error;
  }
}

function draw(random, seed) {
  const has = (share) => random.uniform() < share;
  const within = (low, high) => low + random.below(high - low + 1);
  const count = within(3, 12);
  const corrupted = has(0.85) ? random.below(Math.ceil(count / 2)) : within(0, count);
  const partition = has(0.4) && entry(random, builtIn.partitions);
  const reports = has(0.3) && entry(random, builtIn.localUpdates);
  const { name: update, ...updateOptions } = reports || {};
  const schedule = has(0.4) && entry(random, builtIn.schedules);
  const measures = has(0.3) && [entry(random, builtIn.measures)];
  const { name: rule, ...ruleOptions } = has(0.9) ? entry(random, builtIn.rules) : { name: 'mean' };
  const before = has(0.3) && some(random, within(1, 3), builtIn.transforms);
  return {
    task: 'mnist-mlp',
    name: `chaos ${seed}`,
    seed: random.below(1_000_000),
    ...(has(0.15) && { model: { layers: drawLayers(random) } }),
    data: {
      train: within(60, 300),
      test: within(20, 100),
      ...(has(0.2) && { order: 'sequential' }),
      ...(has(0.2) && { augmentation: 'crop-and-flip' }),
      ...(partition && { partition }),
    },
    workers: {
      ...{ count, corrupted, batch: within(1, 8) },
      ...(has(0.3) && { placement: 'drawn' }),
      ...(reports && { reports: update, ...updateOptions }),
    },
    training: {
      rounds: within(1, 5),
      ...(has(0.3) && { momentum: 0 }),
      ...(has(0.3) && { learningRate: random.uniform() + 0.01 }),
      ...(has(0.2) && { l2: 0 }),
      ...(has(0.3) && { workerMomentum: 0.5 }),
      ...(schedule && { schedule }),
    },
    ...(corrupted > 0 && has(0.9) && { attack: drawAttack(random, has(0.15)) }),
    defense: { rule, ...ruleOptions, ...(before && { before }) },
    evaluation: { every: within(1, 3), ...(measures && { measures }) },
  };
}

function drawAttack(random, isSeveral) {
  const one = () => ({
    ...entry(random, builtIn.attacks),
    ...(random.uniform() < 0.25 && { window: { from: random.below(3), every: 1 + random.below(2) } }),
  });
  return isSeveral ? [one(), one()].map((attack) => ({ ...attack, workers: 1 })) : one();
}

function drawLayers(random) {
  const inner = some(
    random,
    random.below(3),
    [8, 16, 24].map((units) => ({ units })),
    ({ units }) => units,
  );
  return [...inner.flatMap((units) => [{ kind: 'dense', units }, 'relu']), { kind: 'dense', units: 10 }];
}

function some(random, count, entries, form = (one) => fill(random, one)) {
  return Array.from({ length: count }, () => form(entries[random.below(entries.length)]));
}

function entry(random, entries) {
  return fill(random, entries[random.below(entries.length)]);
}

/** An entry's name with the options that it cannot do without, and some of the others. */
function fill(random, { name, variants = [], options = {} }) {
  const variant =
    variants.length > 0 && random.uniform() < 0.5 ? variants[random.below(variants.length)] : null;
  const shape = { ...options, ...variant?.options };
  const told = Object.entries(shape).flatMap(([key, schema]) => {
    const isWanted = !schema.safeParse(undefined).success || random.uniform() < 0.2;
    const values = isWanted ? VALUES.filter((value) => schema.safeParse(value).success) : [];
    return values.length > 0 ? [[key, values[random.below(values.length)]]] : [];
  });
  return { name, ...(variant && { variant: variant.name }), ...Object.fromEntries(told) };
}
