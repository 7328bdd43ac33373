import { findWhyAlone } from '../aggregation/measureBlock.js';
import { builtIn } from '../catalogue/builtIn.js';
import { type Catalogue, entryNamed, findEntry, unknownEntry } from '../catalogue/catalogue.js';
import { parseOptions, type Refuse } from '../entries/parseOptions.js';
import { InputError } from '../errors/inputError.js';
import type { ErrorDetails, Place } from '../errors/errorDetails.js';
import { show } from '../errors/show.js';
import type { Measure } from '../measures/measure.js';
import { parameterCount } from '../models/layout.js';
import type { ModelEntry } from '../models/modelEntry.js';
import type { Task } from '../tasks/task.js';
import { listCorrupted } from './corruption.js';
import { expandAttacks } from './expandAttacks.js';
import { checkMeasures, expandData } from './expandData.js';
import { findDataSet } from './findDataSet.js';
import { expandModel } from './expandModel.js';
import { expandEntry } from './expandEntry.js';
import { type FieldMistake, findFieldMistakes } from './findFieldMistakes.js';
import { expandNotes } from './notes.js';
import { findEntries } from './findEntries.js';
import { expandWorkers } from './expandWorkers.js';
import {
  countCorruptedParticipants,
  countParticipants,
  declaredByDefault,
  isSampled,
} from './participants.js';
import { countMomenta, listAttacks, type NamedSetting, type Scenario } from './scenario.js';
import { countDealtShares, placeShares } from './placeShares.js';
import { type FormedScenario, scenarioSchema } from './schema.js';
import { withoutAbsent } from './withoutAbsent.js';
import type { Path } from './yaml.js';

/** The largest n x d of reports that is held in memory at once: 4 bytes each. */
const REPORT_BYTES_MAX = 16 * 2 ** 30;

/** The largest file that is read back whole. */
const CHECKPOINT_BYTES_MAX = 2 ** 31 - 2 ** 20;

/** Where the value at a path came from, for messages. */
export type FindPlace = (path: Path) => Place | undefined;

/**
 * Fills in every default of a scenario, checks it as a whole and freezes it.
 * What it names is looked up in the catalogue; the first rule and the first partition there are the defaults.
 * Throws an InputError with the place, the field, what was found and what is allowed, of all mistakes that
 * single fields have; where there are none, of the first that several have together.
 */
export function expandScenario(
  input: unknown,
  {
    catalogue = builtIn,
    placeOf: findPlace = () => undefined,
  }: { catalogue?: Catalogue; placeOf?: FindPlace } = {},
): Scenario {
  const parsed = scenarioSchema.safeParse(input);
  // What is wrong with single fields is told all at once, and before what is wrong with several together.
  const tell = (...across: readonly FieldMistake[]): never => {
    const found = findFieldMistakes(catalogue, input);
    throw new InputError(placeInOrder(found.length > 0 ? found : across, findPlace));
  };
  if (!parsed.success) return tell();
  const scenario = withDefaults(catalogue, parsed.data, (field, mistake) => tell({ field, mistake }));
  return deepFreeze(scenario);
}

/** Mistakes with their places, in the order of the file; those that stand nowhere in it come last. */
function placeInOrder(
  mistakes: readonly FieldMistake[],
  findPlace: FindPlace,
): [ErrorDetails, ...ErrorDetails[]] {
  const [first, ...others] = mistakes
    .map(({ field, mistake }): ErrorDetails => ({ place: findPlace(field.split('.')), field, ...mistake }))
    .sort(
      (a, b) =>
        compareNumbers(a.place?.line, b.place?.line) || compareNumbers(a.place?.column, b.place?.column),
    );
  return [first, ...others];
}

function compareNumbers(a = Infinity, b = Infinity): number {
  return a === b ? 0 : a - b;
}

function withDefaults(catalogue: Catalogue, input: FormedScenario, refuse: Refuse): Scenario {
  const named = findEntry(catalogue, 'tasks', input.task);
  if (named === undefined) return refuse('task', unknownEntry(catalogue, 'tasks', input.task));
  const dataSet = findDataSet(catalogue, { task: named, data: input.data }, refuse);
  const { task, model, setting } = expandModel(catalogue, input.model, { task: named, dataSet }, refuse);
  const data = expandData(catalogue, input, { task, dataSet: dataSet.entry }, refuse);
  const workers = expandWorkers(catalogue, input, task, refuse);
  const seed = input.seed ?? 1;
  const shares = checkShares(catalogue, { data, workers, seed }, refuse);
  const training = expandTraining(catalogue, input, task, refuse);
  checkSizes(model, { workers, training }, refuse);
  const defense = expandDefense(catalogue, input, workers, refuse);
  const around = {
    ...{ training, model, batchMax: task.batchMax, images: data.train, shares },
    ...{ corrupted: workers.corrupted, ...surroundings(workers) },
    dataSet: dataSet.entry,
  };
  const scenario: Scenario = {
    name: input.name ?? nameScenario(input, { task, data, defense }),
    seed,
    task: task.name,
    ...(setting !== undefined && { model: setting }),
    data,
    workers,
    training,
    attack: expandAttacks(catalogue, input.attack, around, refuse),
    defense,
    evaluation: expandEvaluation(catalogue, input, refuse),
    ...(input.notes !== undefined && { notes: expandNotes(input.notes, refuse) }),
  };
  checkChain(catalogue, scenario, refuse);
  checkAttackFields(catalogue, scenario, refuse);
  checkMeasures(findEntries(catalogue, scenario), refuse);
  return scenario;
}

/** Who takes part in a round beside the attack's own workers: what it is checked against. */
function surroundings(workers: Scenario['workers']) {
  const count = countParticipants({ workers });
  const corrupted = countCorruptedParticipants({ workers });
  return { workers: { ...workers, count, corrupted }, honest: count - corrupted };
}

function nameScenario(
  { attack }: FormedScenario,
  { task, data, defense }: { readonly task: Task } & Pick<Scenario, 'data' | 'defense'>,
): string {
  const on = data.set === undefined ? '' : ` on ${data.set}`;
  return `${task.name}${on}, ${nameAttacks(attack)}, ${defense.rule}`;
}

function nameAttacks(given: FormedScenario['attack']): string {
  if (given === undefined) return 'no attack';
  return [given]
    .flat()
    .map((one) => (typeof one === 'string' ? one : one.name))
    .join(' and ');
}

/**
 * Checks that every worker holds a batch at least, where the sizes of shares are known already.
 * Returns how many images each corrupted worker holds; null where that is known when they are dealt.
 */
function checkShares(
  catalogue: Catalogue,
  { data, workers, seed }: Pick<Scenario, 'data' | 'workers' | 'seed'>,
  refuse: Refuse,
): readonly number[] | null {
  const scenario = { data, workers, seed };
  if (data.deal === 'honest' && workers.corrupted === workers.count) {
    refuse('data.deal', { found: data.deal, problem: 'nobody is honest', allowed: 'all' });
  }
  const count = countDealtShares(scenario);
  const sizes = entryNamed(catalogue, 'partitions', data.partition.name).sizes?.(data.train, count);
  if (sizes === undefined) return null;
  const smallest = Math.min(...sizes);
  if (workers.batch > smallest) {
    const where = `${data.train} training images dealt to ${count} workers`;
    refuse('workers.batch', {
      found: show(workers.batch),
      allowed: smallest === 0 ? `more images than that: ${where}` : `1 to ${smallest}: ${where}`,
    });
  }
  const places = placeShares(scenario);
  return listCorrupted(scenario).map((worker) => sizes[places[worker]]);
}

function expandTraining(
  catalogue: Catalogue,
  { training: given }: FormedScenario,
  task: Task,
  refuse: Refuse,
): Scenario['training'] {
  const { schedule, ...rest } = withoutAbsent(given);
  const { fading, ...training } = { ...task.training, workerMomentum: 0, initial: null, ...rest };
  if (training.initial !== null && given?.initialisation !== undefined) {
    const problem = 'goes without training.initial: parameters are drawn, or read from a file';
    refuse('training.initialisation', { found: given.initialisation, problem });
  }
  if (schedule === undefined) return { ...pickFirst(training), fading, ...pickRest(training) };
  if (given?.fading !== undefined) {
    const problem = 'goes without training.schedule: it is short for one';
    refuse('training.fading', { found: show(given.fading), problem });
  }
  const field = { field: 'training.schedule' };
  const { setting } = expandEntry(catalogue, 'schedules', schedule, refuse, field);
  return { ...pickFirst(training), schedule: setting, ...pickRest(training) };
}

type Trained = Omit<Scenario['training'], 'fading' | 'schedule' | 'nesterov'> & {
  readonly nesterov?: boolean;
};

/**
 * The fields of training before and behind the one that says
 * how the rate changes: manifests keep their order.
 */
function pickFirst({ rounds, momentum, learningRate }: Trained) {
  return { rounds, momentum, learningRate };
}

function pickRest({
  l2,
  workerMomentum,
  initial,
  initialisation = 'glorot',
  nesterov,
  gradientClip,
}: Trained) {
  return {
    ...{ l2, workerMomentum, initial },
    ...(initialisation !== 'glorot' && { initialisation }),
    ...(nesterov === true && { nesterov }),
    ...(gradientClip !== undefined && { gradientClip }),
  };
}

function checkSizes(
  model: ModelEntry,
  { workers, training }: Pick<Scenario, 'workers' | 'training'>,
  refuse: Refuse,
): void {
  const size = parameterCount(model);
  const momenta = countMomenta({ workers, training });
  // The momenta have two versions, and one that is being written.
  const bytes = (countParticipants({ workers }) + 3 * momenta) * size * 4;
  if (bytes > REPORT_BYTES_MAX) {
    refuse('workers.count', {
      found: `${workers.count}, whose reports${momenta > 0 ? ' and momenta' : ''} take ${bytes} bytes`,
      allowed: `as many as take ${REPORT_BYTES_MAX} bytes`,
    });
  }
  const checkpointBytes = 4 * (2 + momenta) * size;
  if (checkpointBytes > CHECKPOINT_BYTES_MAX) {
    refuse('training.workerMomentum', {
      found: `${workers.count} momenta, with which a checkpoint takes ${checkpointBytes} bytes`,
      allowed: `at most ${CHECKPOINT_BYTES_MAX} bytes`,
    });
  }
}

function expandDefense(
  catalogue: Catalogue,
  { defense: given }: FormedScenario,
  workers: Scenario['workers'],
  refuse: Refuse,
): Scenario['defense'] {
  const {
    rule: named = catalogue.rules[0].name,
    declared = declaredByDefault({ workers }),
    before = [],
    ...rest
  } = withoutAbsent(given);
  const { name, ...nested } = typeof named === 'string' ? { name: named } : named;
  const rule = findEntry(catalogue, 'rules', name);
  if (rule === undefined) return refuse('defense.rule', unknownEntry(catalogue, 'rules', name));
  const twice = Object.keys(nested).find((key) => key in rest);
  if (twice !== undefined) {
    refuse(`defense.${twice}`, { found: show(rest[twice]), problem: 'stands under defense.rule as well' });
  }
  const inside: Refuse = (option, mistake) =>
    refuse(option in nested ? `defense.rule.${option}` : `defense.${option}`, mistake);
  const beside = ['rule', 'declared', 'before'];
  const { variant, options } = parseOptions(rule, { ...nested, ...rest }, inside, beside);
  const most = countParticipants({ workers });
  if (declared > most) {
    const which = isSampled({ workers }) ? 'workers.participants' : 'workers.count';
    refuse('defense.declared', { found: show(declared), allowed: `0 to ${most} (${which})` });
  }
  const chain = before.map((one, index): NamedSetting => {
    const field = { field: `defense.before.${index}` };
    return expandEntry(catalogue, 'transforms', one, refuse, field).setting;
  });
  return {
    rule: rule.name,
    ...(variant !== null && { variant }),
    ...options,
    declared,
    ...(chain.length > 0 && { before: chain }),
  };
}

/** Checks each transform and the rule against the rows that come to it. */
function checkChain(catalogue: Catalogue, scenario: Scenario, refuse: Refuse): void {
  const { transforms, rule } = findEntries(catalogue, scenario);
  for (const [index, { transform, setting }] of transforms.entries()) {
    const problem = transform.check(setting);
    if (problem === null) continue;
    refuse(`defense.before.${index}`, { problem: `${transform.name} cannot work`, ...problem });
  }
  const alone = transforms.length === 0 ? null : findWhyAlone(rule);
  if (alone !== null) refuse('defense.before', { found: show(transforms[0].transform.name), problem: alone });
  const root = rule.entry.countRoot?.(rule.setting) ?? 0;
  if (root > scenario.data.train) {
    refuse('defense.root', { found: show(root), allowed: `1 to ${scenario.data.train} (data.train)` });
  }
  const problem = rule.entry.check(rule.setting);
  if (problem === null) return;
  const { name, variants } = rule.entry;
  const which = variants === undefined ? name : `${name} (${rule.setting.variant})`;
  const rows = transforms.length === 0 ? '' : ` on the ${rule.setting.workers} rows that come to it`;
  refuse('defense.rule', { problem: `${which} cannot work${rows}`, ...problem });
}

function expandEvaluation(
  catalogue: Catalogue,
  { evaluation }: FormedScenario,
  refuse: Refuse,
): Scenario['evaluation'] {
  const measures = (evaluation?.measures ?? []).map((one, index) => {
    const field = { field: `evaluation.measures.${index}` };
    return expandEntry(catalogue, 'measures', one, refuse, field).setting;
  });
  const names = measures.map(({ name }) => name);
  const twice = names.findIndex((name, index) => index !== names.indexOf(name));
  if (twice >= 0)
    refuse(`evaluation.measures.${twice}`, { found: names[twice], problem: 'stands here twice' });
  const always = names.indexOf(catalogue.measures[0].name);
  if (always >= 0)
    refuse(`evaluation.measures.${always}`, { found: names[always], problem: 'is always taken' });
  checkFieldsApart(
    [catalogue.measures[0].name, ...names].map((name) => entryNamed(catalogue, 'measures', name)),
    refuse,
  );
  return { every: evaluation?.every ?? 5, ...(measures.length > 0 && { measures }) };
}

/** Refuses an attack whose measures have a field of the record that another one's have, or the scenario's. */
function checkAttackFields(catalogue: Catalogue, scenario: Scenario, refuse: Refuse): void {
  const { attacks, measures } = findEntries(catalogue, scenario);
  const brought = attacks.flatMap(({ entry }) => entry.measures ?? []);
  const asked = measures.slice(0, measures.length - brought.length).map(({ measure }) => measure);
  const known = new Set(asked.flatMap(({ fields }) => Object.keys(fields)));
  for (const { entry, place } of attacks) {
    for (const field of (entry.measures ?? []).flatMap(({ fields }) => Object.keys(fields))) {
      const at = listAttacks(scenario).length > 1 ? `attack.${place}.name` : 'attack.name';
      const problem = `the record has one field ${field}, which is taken already`;
      if (known.has(field)) refuse(at, { found: entry.name, problem });
      known.add(field);
    }
  }
}

/** Refuses a measure with a field of the record that one before it has. */
function checkFieldsApart(measures: readonly Measure[], refuse: Refuse): void {
  const known = new Map<string, string>();
  for (const [place, { name, fields }] of measures.entries()) {
    for (const field of Object.keys(fields)) {
      const other = known.get(field);
      const problem = `${name} has the field ${field} of the record, and ${other} too`;
      if (other !== undefined) refuse(`evaluation.measures.${place - 1}`, { found: name, problem });
      known.set(field, name);
    }
  }
}

function deepFreeze<T extends object>(value: T): T {
  for (const part of Object.values(value)) if (typeof part === 'object' && part !== null) deepFreeze(part);
  return Object.freeze(value);
}
