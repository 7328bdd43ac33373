import type { AttackSetting, BackdoorSetting, BackdoorTraining } from '../attacks/setting.js';
import { attacks } from '../attacks/attacks.js';
import { zMax } from '../attacks/zMax.js';
import { shareSize } from '../data/deal.js';
import type { Mistake } from '../errors/mistake.js';
import { show } from '../errors/show.js';
import { layouts } from '../models/layouts.js';
import type { Scenario } from './scenario.js';
import type { ScenarioInput } from './schema.js';
import { tasks } from './tasks.js';

/** Refuses a field of a scenario. */
export type Refuse = (field: string, mistake: Mistake) => never;

type AttackInput = NonNullable<ScenarioInput['attack']>;
type Surroundings = Pick<Scenario, 'task' | 'workers' | 'data'>;

/** The attack of a scenario with every default filled in, checked against the rest of the scenario. */
export function expandAttack(
  input: AttackInput | undefined,
  around: Surroundings,
  refuse: Refuse,
): Scenario['attack'] {
  if (input === undefined || input.name === 'none') return { name: 'none' }; // --set attack.name=none turns any off
  const { name } = input as { name: AttackSetting['name'] };
  refuseStrangers(name, input, refuse);
  if (around.workers.corrupted === 0) {
    refuse('attack.name', {
      found: name,
      allowed: 'none, or at least 1 corrupted worker (workers.corrupted)',
    });
  }
  if (name === 'little') {
    if (input.z === undefined) refuse('attack.z', { found: 'nothing', allowed: 'a number, or max' });
    return { name, z: expandZ(input.z!, around, refuse) };
  }
  return expandBackdoor(name, input, around, refuse);
}

/** The paper's settings; `confidence` leaves the target some margin over what the other workers' noise takes away. */
const BACKDOOR = Object.freeze({ z: 0.2, alpha: 0.2, epochs: 5, learningRate: 0.1 });
const ADAPTIVE = Object.freeze({ epochs: 20, confidence: 0.9 });
const PATTERN = Object.freeze({ size: 5, value: 2.8, target: 0, images: 200 });

function expandBackdoor(
  name: BackdoorSetting['name'],
  input: AttackInput,
  around: Surroundings,
  refuse: Refuse,
): BackdoorSetting {
  const { model, batchMax } = tasks[around.task];
  const { classes, inputShape } = layouts[model];
  const training = expandTraining(input, refuse);
  const z = expandZ(input.z ?? BACKDOOR.z, around, refuse);
  if (typeof input.target === 'number' && input.target >= classes) {
    refuse('attack.target', { found: show(input.target), allowed: `0 to ${classes - 1} (the classes)` });
  }
  if (name === 'backdoor-sample') {
    const image = input.image ?? 0;
    const { train } = around.data;
    if (image >= train)
      refuse('attack.image', { found: show(image), allowed: `0 to ${train - 1} (data.train)` });
    return { name, image, target: input.target ?? 'next', z, ...training };
  }
  const { size = PATTERN.size, value = PATTERN.value, target = PATTERN.target } = input;
  if (target === 'next') {
    refuse('attack.target', { found: 'next', allowed: `0 to ${classes - 1}: one class for every image` });
  }
  const side = Math.min(inputShape[0], inputShape[1]);
  if (size > side)
    refuse('attack.size', { found: show(size), allowed: `1 to ${side} (pixels of an image's side)` });
  const held = imagesHeld(around);
  const images = input.images ?? Math.min(PATTERN.images, held, batchMax);
  if (images > Math.min(held, batchMax)) {
    const most =
      held < batchMax ? `${held} (images that the corrupted workers hold)` : `${batchMax} (of ${model})`;
    refuse('attack.images', { found: show(images), allowed: `1 to ${most}` });
  }
  return { name, size, value, target: target as number, images, z, ...training };
}

function expandTraining(input: AttackInput, refuse: Refuse): BackdoorTraining {
  const variant = input.variant ?? 'authors';
  const strangers = variant === 'authors' ? (['confidence'] as const) : (['alpha', 'learningRate'] as const);
  for (const key of strangers) {
    if (input[key] === undefined) continue;
    refuse(`attack.${key}`, { found: show(input[key]), problem: `the variant ${variant} has no ${key}` });
  }
  if (variant === 'adaptive') {
    const { epochs = ADAPTIVE.epochs, confidence = ADAPTIVE.confidence } = input;
    return { variant, epochs, confidence };
  }
  const { alpha = BACKDOOR.alpha, epochs = BACKDOOR.epochs, learningRate = BACKDOOR.learningRate } = input;
  return { variant, alpha, epochs, learningRate };
}

/** How many training images the corrupted workers hold together. */
function imagesHeld({ workers, data }: Surroundings): number {
  const shares = Array.from({ length: workers.corrupted }, (_, k) => shareSize(data.train, workers.count, k));
  return shares.reduce((sum, share) => sum + share, 0);
}

function refuseStrangers(name: string, input: AttackInput, refuse: Refuse): void {
  const { parameters } = attacks.find((attack) => attack.name === name)!;
  for (const [key, value] of Object.entries(input)) {
    if (key === 'name' || value === undefined || (parameters as readonly string[]).includes(key)) continue;
    refuse(`attack.${key}`, {
      found: show(value),
      problem: `${name} has no ${key}`,
      allowed: parameters.join(', '),
    });
  }
}

function expandZ(z: number | 'max', { workers }: Surroundings, refuse: Refuse): number {
  if (z !== 'max') return z;
  const bound = zMax(workers.count, workers.corrupted);
  if (bound.z === null)
    return refuse('attack.z', { found: 'max', problem: bound.reason, allowed: 'a number' });
  if (bound.z > 0) return bound.z;
  const value = bound.z.toFixed(3);
  return refuse('attack.z', {
    found: `max = ${value}`,
    problem: 'too few corrupted workers',
    allowed: 'a number',
  });
}
