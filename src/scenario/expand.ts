import { ruleNamed } from '../aggregation/rules.js';
import type { Variant } from '../aggregation/rule.js';
import { shareSize } from '../data/deal.js';
import { dataSets } from '../data/sets.js';
import { InputError } from '../errors/inputError.js';
import type { Place } from '../errors/mistake.js';
import { layouts } from '../models/layouts.js';
import { parameterCount, stateLayout } from '../models/layout.js';
import { expandAttack, type Refuse } from './expandAttack.js';
import { explain } from './explain.js';
import { declaredByDefault, momentaCount, type Scenario } from './scenario.js';
import { type ScenarioInput, scenarioSchema } from './schema.js';
import { show } from '../errors/show.js';
import { type Task, type TaskName, tasks } from './tasks.js';
import type { Path } from './yaml.js';

/** The largest n x d of reports that is held in memory at once: 4 bytes each. */
const REPORT_BYTES_MAX = 16 * 2 ** 30;

/** The largest file that is read back whole. */
const CHECKPOINT_BYTES_MAX = 2 ** 31 - 2 ** 20;

/** Where the value at a path came from, for messages. */
export type PlaceOf = (path: Path) => Place | undefined;

/**
 * Fills in every default of a scenario, checks it as a whole and freezes it.
 * Throws an InputError with the place, the field, what was found and what is allowed.
 */
export function expandScenario(input: unknown, placeOf: PlaceOf = () => undefined): Scenario {
  const parsed = scenarioSchema.safeParse(input);
  if (!parsed.success) {
    const { path, mistake } = explain(parsed.error.issues[0], input);
    throw new InputError({ place: placeOf(path), ...mistake });
  }
  const scenario = withDefaults(parsed.data, (field, mistake) => {
    throw new InputError({ place: placeOf(field.split('.')), field, ...mistake });
  });
  return deepFreeze(scenario);
}

function withDefaults(input: ScenarioInput, refuse: Refuse): Scenario {
  const taskName = input.task as TaskName;
  const task: Task = tasks[taskName];
  const { data, workers, training } = settings(input, task, refuse);
  const rule = input.defense?.rule ?? 'mean';
  const variant = (input.defense?.variant ?? 'authors') as Variant;
  const declared = input.defense?.declared ?? declaredByDefault({ workers });
  checkDefense({ rule, variant, declared }, workers.count, refuse);
  return {
    name: input.name ?? `${taskName}, ${input.attack?.name ?? 'no attack'}, ${rule}`,
    seed: input.seed ?? 1,
    task: taskName,
    data,
    workers,
    training,
    attack: expandAttack(input.attack, { task: taskName, workers, data }, refuse),
    defense: { rule, variant, declared },
    evaluation: { every: input.evaluation?.every ?? 5 },
  };
}

function settings(
  input: ScenarioInput,
  task: Task,
  refuse: Refuse,
): Pick<Scenario, 'data' | 'workers' | 'training'> {
  const set = dataSets[task.dataSet];
  const data = {
    order: 'shuffled' as const,
    augmentation: task.augmentation,
    train: set.train,
    test: set.test,
    ...defined(input.data),
  };
  for (const part of ['train', 'test'] as const) {
    if (data[part] > set[part]) {
      refuse(`data.${part}`, {
        found: show(data[part]),
        allowed: `1 to ${set[part]} (the images of ${set.name})`,
      });
    }
  }
  const workers = {
    ...task.workers,
    corrupted: 0,
    ...defined(input.workers),
  };
  if (workers.corrupted > workers.count) {
    refuse('workers.corrupted', {
      found: show(workers.corrupted),
      allowed: `0 to ${workers.count} (workers.count)`,
    });
  }
  if (workers.batch > task.batchMax) {
    refuse('workers.batch', {
      found: show(workers.batch),
      allowed: `1 to ${task.batchMax} (of ${task.model})`,
    });
  }
  const smallest = shareSize(data.train, workers.count, workers.count - 1);
  if (workers.batch > smallest) {
    const where = `${data.train} training images dealt to ${workers.count} workers`;
    refuse('workers.batch', {
      found: show(workers.batch),
      allowed: smallest === 0 ? `more images than that: ${where}` : `1 to ${smallest}: ${where}`,
    });
  }
  const training = { ...task.training, workerMomentum: 0, initial: null, ...defined(input.training) };
  const vectors = training.workerMomentum > 0 ? 3 : 1; // the momenta have two versions
  const bytes = vectors * workers.count * parameterCount(layouts[task.model]) * 4;
  if (bytes > REPORT_BYTES_MAX) {
    refuse('workers.count', {
      found: `${workers.count}, whose reports${vectors > 1 ? ' and momenta' : ''} take ${bytes} bytes`,
      allowed: `as many as take ${REPORT_BYTES_MAX} bytes`,
    });
  }
  const state = stateLayout(layouts[task.model], momentaCount({ workers, training }));
  const checkpointBytes = 4 * parameterCount(state);
  if (checkpointBytes > CHECKPOINT_BYTES_MAX) {
    refuse('training.workerMomentum', {
      found: `${workers.count} momenta, with which a checkpoint takes ${checkpointBytes} bytes`,
      allowed: `at most ${CHECKPOINT_BYTES_MAX} bytes`,
    });
  }
  return { data, workers, training };
}

function checkDefense(
  { rule: name, variant, declared }: Scenario['defense'],
  workers: number,
  refuse: Refuse,
): void {
  const rule = ruleNamed(name);
  if (!rule.variants.includes(variant)) {
    refuse('defense.variant', { found: variant, allowed: `${rule.variants.join(', ')} (of ${name})` });
  }
  if (declared > workers) {
    refuse('defense.declared', { found: show(declared), allowed: `0 to ${workers} (workers.count)` });
  }
  const problem = rule.check({ workers, declared, variant });
  if (problem !== null) refuse('defense.rule', { problem: `${name} (${variant}) cannot work`, ...problem });
}

/** The entries that are given: an absent one must not hide its default. */
function defined<T extends object>(entries: T | undefined): { [K in keyof T]: Exclude<T[K], undefined> } {
  const given = Object.entries(entries ?? {}).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given) as { [K in keyof T]: Exclude<T[K], undefined> };
}

function deepFreeze<T extends object>(value: T): T {
  for (const part of Object.values(value)) if (typeof part === 'object' && part !== null) deepFreeze(part);
  return Object.freeze(value);
}
