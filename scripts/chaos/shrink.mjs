import { isValid } from './drawScenario.mjs';
import { PARTS } from './tryScenario.mjs';

/** What may go from a scenario, the largest first. */
const REMOVALS = [
  ...[['model'], ['attack'], ['defense', 'before'], ['data', 'partition'], ['workers', 'reports']],
  ...[
    ['training', 'schedule'],
    ['evaluation', 'measures'],
    ['attack', 'window'],
    ['attack', 'variant'],
  ],
  ...[
    ['data', 'augmentation'],
    ['data', 'order'],
    ['workers', 'placement'],
    ['training', 'workerMomentum'],
  ],
  ...[
    ['training', 'learningRate'],
    ['training', 'momentum'],
    ['training', 'l2'],
    ['defense', 'variant'],
  ],
];
const SMALLER = [
  [['training', 'rounds'], 1],
  [['workers', 'count'], 3],
  [['data', 'train'], 60],
];

/**
 * The smallest scenario found, and the parts of the trial that can be left out, for which `fails` still
 * holds: one thing is taken away after the other, as long as something can be.
 */
export async function shrink(scenario, fails) {
  let [smallest, parts] = [scenario, []];
  for (const part of PARTS) if (await fails(smallest, [...parts, part])) parts = [...parts, part];
  for (let goesOn = true; goesOn;) {
    goesOn = false;
    for (const candidate of listSmaller(smallest)) {
      if (!isValid(candidate) || !(await fails(candidate, parts))) continue;
      smallest = candidate;
      goesOn = true;
      break;
    }
  }
  return { scenario: smallest, without: parts };
}

function* listSmaller(scenario) {
  for (const keys of REMOVALS) {
    const changed = without(scenario, keys);
    if (changed !== null) yield changed;
  }
  for (const [[section, key], least] of SMALLER) {
    const value = scenario[section]?.[key];
    if (value <= least) continue;
    yield { ...scenario, [section]: { ...scenario[section], [key]: Math.max(least, value >> 1) } };
  }
}

/** An object without what lies at a path; null where nothing does. */
function without(object, [key, ...inner]) {
  if (object?.[key] === undefined) return null;
  const { [key]: value, ...others } = object;
  if (inner.length === 0) return others;
  const changed = without(value, inner);
  return changed && { ...object, [key]: changed };
}
