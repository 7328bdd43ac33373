import type { ScenarioInput } from 'krumble';

/** What a pair has besides; each field is laid over that of the brief scenario. */
type Changes = Partial<Omit<ScenarioInput, 'defense' | 'attack'>> & { readonly before?: readonly string[] };

/** What an entry computes shows in the first round, what it remembers in the second. */
const brief = {
  ...{ task: 'mnist-mlp', seed: 11, evaluation: { every: 2 } },
  data: { train: 600, test: 200 },
  workers: { count: 11, corrupted: 2, batch: 12 },
  training: { rounds: 4 },
};

/** Every rule, transform, attack, partition, schedule and kind of update has a part in one of these. */
export const pairs: Readonly<Record<string, ScenarioInput>> = Object.fromEntries(
  Object.entries({
    'sign-flip-phocas': pair('sign-flip', 'phocas', { data: { partition: 'by-label' } }),
    'ipm-meamed': pair('ipm', 'meamed', { data: { partition: { name: 'dirichlet', alpha: 0.5 } } }),
    'empire-geometric-median': pair('empire', 'geometric-median', { training: { schedule: 'constant' } }),
    'optimal-little-multi-krum': pair('optimal-little', 'multi-krum', {
      training: { schedule: { name: 'step', every: 2 } },
    }),
    'optimal-ipm-mda': pair('optimal-ipm', 'mda', {
      training: { schedule: { name: 'milestones', at: [1, 3] } },
    }),
    'min-max-smea': pair('min-max', 'smea', {
      data: { partition: { name: 'gamma-similarity', gamma: 0.3 } },
    }),
    'min-sum-caf': pair('min-sum', 'caf', { data: { partition: 'class-imbalanced' } }),
    'agr-tailored-monna': pair('agr-tailored', 'monna', { training: { schedule: 'exponential' } }),
    'fang-krum-medoid': pair('fang-krum', 'medoid', { training: { schedule: 'cosine' } }),
    'fang-trimmed-mean-cge': pair('fang-trimmed-mean', 'cge', { training: { schedule: 'one-over-sqrt' } }),
    'mimic-aksel': pair('mimic', 'aksel', { data: { partition: { name: 'shards', each: 2 } } }),
    'mimic-variance-centered-clipping': pair('mimic-variance', 'centered-clipping', {
      data: { partition: { name: 'classes-per-worker', each: 3 } },
      before: ['bucketing'],
    }),
    'small-perturbation-norm-bound': pair('small-perturbation', 'norm-bound', {
      data: { partition: 'shared' },
    }),
    'anticge-dnc': pair('anticge', 'dnc', { workers: { placement: 'drawn' } }),
    'gaussian-signguard': pair('gaussian', 'signguard', { workers: { placement: [3, 8] } }),
    'infinity-flame': pair('infinity', 'flame', { training: { workerMomentum: 0.5 } }),
    'nan-median': pair('nan', 'median', { workers: { reports: 'local-steps', steps: 2 } }),
    'label-flip-clipped-clustering': pair({ name: 'label-flip', target: 3 }, 'clipped-clustering', {
      evaluation: { measures: ['class-accuracy'] },
    }),
    'badnets-foolsgold': pair({ name: 'badnets', size: 3 }, 'foolsgold', {}),
    'model-replacement-krum': pair({ name: 'model-replacement', size: 3 }, 'krum', {
      before: ['nnm'],
    }),
    'dba-trimmed-mean': pair({ name: 'dba', length: 3 }, 'trimmed-mean', {
      before: ['clipping'],
    }),
    'neurotoxin-crfl': pair({ name: 'neurotoxin', size: 3 }, 'crfl', {}),
    'drawn-workers-foolsgold': pair({ name: 'little', z: 1 }, 'foolsgold', {
      ...{ workers: { participants: 6 }, training: { workerMomentum: 0.5 } },
    }),
    'drawn-workers-nnm-krum': pair('mimic-variance', 'krum', {
      workers: { count: 20, corrupted: 4, participants: 9, corruptedParticipants: 2, placement: 'drawn' },
      before: ['nnm'],
    }),
    'layers-by-share-mean': pair('ipm', 'mean', {
      model: {
        layers: [
          { kind: 'convolution', filters: 3, size: 5, stride: 3 },
          'relu',
          { kind: 'residual', layers: [{ kind: 'convolution', filters: 4, size: 3, stride: 2, pad: 1 }] },
          ...['batch-norm', 'max-pool', { kind: 'dense', units: 10 }],
        ],
      },
      data: { partition: { name: 'dirichlet', alpha: 0.5 } },
      workers: { weights: 'by-share' },
      training: { nesterov: true, initialisation: 'he' },
    }),
    'two-attacks-bulyan': pair(
      [
        { name: 'ipm', workers: 1, window: { from: 1, until: 3 } },
        { name: 'mimic', workers: 1 },
      ],
      'bulyan',
      { before: ['arc', 'nnm'] },
    ),
  }).map(([name, scenario]) => [name, { ...scenario, name }]),
);

function pair(
  attack: string | object | object[],
  rule: string,
  { before = [], ...changes }: Changes,
): ScenarioInput {
  const fields = Object.entries(changes as Record<string, object>);
  return {
    ...brief,
    attack: typeof attack === 'string' ? { name: attack } : attack,
    ...Object.fromEntries(
      fields.map(([name, change]) => [name, { ...(brief as Record<string, unknown>)[name]!, ...change }]),
    ),
    defense: { rule, ...(before.length > 0 && { before }) },
  } as ScenarioInput;
}
