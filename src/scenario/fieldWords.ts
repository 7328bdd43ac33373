/** The field of a scenario that a word of other tools stands for; undefined: none is known. */
export function findField(word: string): string | undefined {
  return BY_WORD.get(normalize(word));
}

/** How papers and other simulators call what a scenario has, by the field it stands in here. */
const WORDS: Readonly<Record<string, readonly string[]>> = {
  task: ['dataset', 'problem'],
  model: ['net', 'network', 'architecture', 'arch'],
  seed: ['random_seed', 'rng_seed'],
  'data.partition': ['distribution', 'split', 'heterogeneity', 'non_iid'],
  'workers.count': [
    'n',
    'num_workers',
    'nb_workers',
    'workers_count',
    'clients',
    'num_clients',
    'n_clients',
    'nodes',
  ],
  'workers.corrupted': [
    ...[
      'byzantine',
      'byzantines',
      'nb_byz',
      'num_byzantine',
      'n_byzantine',
      'f_real',
      'attackers',
      'malicious',
    ],
    ...['num_adversaries', 'adversaries', 'faulty', 'm'],
  ],
  'workers.participants': [
    'client_fraction',
    'fraction_fit',
    'sample_fraction',
    'participation',
    'clients_per_round',
  ],
  'workers.batch': ['batch_size', 'bs', 'batchsize'],
  'workers.reports': ['local_update', 'local_epochs', 'local_steps'],
  'training.rounds': [
    'steps',
    'nb_steps',
    'epochs',
    'num_rounds',
    'iterations',
    'num_epochs',
    'global_rounds',
  ],
  'training.learningRate': ['lr', 'learning_rate', 'eta', 'step_size'],
  'training.l2': ['weight_decay', 'wd', 'l2_regularization'],
  'training.schedule': ['scheduler', 'lr_scheduler', 'lr_schedule', 'lr_decay'],
  'training.workerMomentum': ['momentum_worker', 'client_momentum', 'beta'],
  'training.momentum': ['server_momentum', 'momentum_server'],
  'training.initial': ['checkpoint', 'weights_file', 'init_from'],
  'training.initialisation': ['init', 'initialization', 'initializer'],
  'attack.name': ['adversary', 'byzantine_attack', 'attack_name'],
  'defense.rule': [
    'aggregator',
    'aggregation',
    'gar',
    'defence',
    'aggregation_rule',
    'strategy',
    'robust_aggregator',
  ],
  'defense.declared': ['f', 'declared_f', 'nb_decl_byz', 'tolerated'],
  'defense.before': ['pre_aggregators', 'pre_aggregator', 'preaggregation', 'pre_aggregation', 'transforms'],
  'evaluation.every': ['eval_every', 'evaluation_delta', 'test_every', 'eval_interval'],
};

const BY_WORD: ReadonlyMap<string, string> = new Map(
  Object.entries(WORDS).flatMap(([field, words]) => words.map((word) => [normalize(word), field] as const)),
);

/** Words differ in hyphens, underscores and capitals from tool to tool. */
function normalize(word: string): string {
  return word.toLowerCase().replace(/[-_ ]/g, '');
}
