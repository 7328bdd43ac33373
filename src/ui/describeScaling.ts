import type { Prediction } from '../scaling/scaling.js';
import { ROUND_SLICES } from '../scaling/measure.js';
import type { ScalingMeasurement } from '../scaling/measureScaling.js';
import { WARM_UP_ROUNDS } from '../scaling/timedRounds.js';
import { alignColumns } from './columns.js';

/** The number of cores whose bottleneck is named for each number of workers. */
const NAMED_THREADS = 64;

/** A scaling report as text: what was measured, what was fitted to it, what is predicted. */
export function describeScaling(measurement: ScalingMeasurement): string {
  return [
    ...heading(measurement),
    '',
    ...table(
      [
        'threads',
        'ms a round (quartiles)',
        'speed-up',
        'efficiency',
        'the machine gives',
        'its memory',
        'driver',
        'threads wait',
        'memory',
      ],
      measured(measurement),
    ),
    '',
    'ms of a round in which a thread was busy with it (speed-up):',
    ...table(['threads', ...ROUND_SLICES], parts(measurement)),
    '',
    ...staged(measurement),
    '',
    ...fitted(measurement),
    ...compared(measurement),
    '',
    ...predicted(measurement),
    ...others(measurement),
    ...weak(measurement),
    '',
    `digest ${measurement.digest} on ${measurement.points.length === 1 ? 'one thread' : 'every number of threads'}`,
  ].join('\n');
}

function heading({ host, scenario, rounds, repetitions, points }: ScalingMeasurement): string[] {
  const { cores, processor, memoryBytes, platform, node, load } = host;
  const { physicalCores } = host;
  const described =
    physicalCores === null ? '' : `; the machine has ${physicalCores}, hyper-threads of one counted once`;
  const busy =
    load > 0.3 * cores
      ? [`The machine was not idle: a load of ${load.toFixed(1)} in the minute before.`]
      : [];
  const oversubscribed = points.some((point) => point.oversubscribed)
    ? [`More threads than cores are marked *: no more than ${cores} work at once.`]
    : [];
  return [
    `${scenario.name}, seed ${scenario.seed}: ${rounds} rounds after ${WARM_UP_ROUNDS} to warm up, ${repetitions} times for each number of threads, in turn`,
    `${cores} cores (${processor}${described}), ${(memoryBytes / 2 ** 30).toFixed(0)} GiB, ${platform}, Node ${node}`,
    ...busy,
    ...oversubscribed,
  ];
}

function compared({ executors }: ScalingMeasurement): string[] {
  if (executors.length === 0) return [];
  const rows = executors.map((one) => [
    one.executor,
    `${one.threads}`,
    `${one.roundMs.toFixed(1)} (${one.ratio.toFixed(2)} times shared)`,
    `${one.messages}`,
    `${(one.movedBytes / 1e6).toFixed(1)} MB`,
    one.messageMs === null ? '' : `${(1000 * one.messageMs).toFixed(0)} us of a thread`,
  ]);
  const titles = ['executor', 'threads', 'ms a round', 'messages a round', 'moved', 'a message more'];
  return ['', ...table(titles, rows)];
}

function measured({ points }: ScalingMeasurement): string[][] {
  return points.map((point) => {
    const { threads, oversubscribed, roundMs, speedUp, efficiency, ceiling, driverMs, driverShare } = point;
    return [
      `${threads}${oversubscribed ? '*' : ''}`,
      `${roundMs.median.toFixed(1)} (${roundMs.lower.toFixed(0)} to ${roundMs.upper.toFixed(0)})`,
      speedUp.toFixed(2),
      percent(efficiency),
      `${ceiling.toFixed(2)}, ${percent(speedUp / ceiling)} of it`,
      `${point.streamCeiling.toFixed(2)}, ${(point.streamedBytes / 1e9).toFixed(1)} GB/s`,
      `${driverMs.toFixed(1)} ms, ${percent(driverShare)}`,
      percent(point.waitShare),
      `${(point.memoryBytes / 1e6).toFixed(0)} MB`,
    ];
  });
}

function parts({ points }: ScalingMeasurement): string[][] {
  return points.map(({ threads, oversubscribed, partsMs, partsSpeedUp }) => [
    `${threads}${oversubscribed ? '*' : ''}`,
    ...ROUND_SLICES.map((slice) => {
      const faster = partsSpeedUp[slice];
      return `${partsMs[slice].toFixed(1)}${faster === null ? '' : ` (${faster.toFixed(2)})`}`;
    }),
  ]);
}

/** Of the most threads that the cores suffice for. */
function staged({ points }: ScalingMeasurement): string[] {
  const { threads, stages } = points.filter(({ oversubscribed }) => !oversubscribed).at(-1)!;
  const rows = stages.map((one) => [
    one.name,
    `${one.steps}`,
    one.workMs.toFixed(2),
    one.longestMs.toFixed(2),
    one.spanMs.toFixed(2),
    one.waitMs.toFixed(2),
    percent(one.imbalance),
  ]);
  const titles = [
    'stage',
    'steps',
    'ms in all',
    'the longest',
    'from first to last',
    'a thread waits',
    'the busiest has more',
  ];
  return [
    `The stages of a round on ${threads} ${threads === 1 ? 'thread' : 'threads'}:`,
    ...table(titles, rows),
  ];
}

function others({ otherWorkers }: ScalingMeasurement): string[] {
  if (otherWorkers.length === 0) return [];
  const shown = otherWorkers[0].predicted.filter(({ threads }) => threads >= 8);
  const rows = otherWorkers.map(({ workers, roundMs, predicted }) => [
    `${workers}`,
    roundMs.toFixed(1),
    ...predicted.filter(({ threads }) => threads >= 8).map(({ speedUp }) => speedUp.toFixed(1)),
    describeBottleneck(predicted.find(({ threads }) => threads === NAMED_THREADS)!),
  ]);
  const cores = shown.map(({ threads }) => `on ${threads}`);
  return [
    '',
    'Predicted with other numbers of workers, from one thread:',
    ...table(['workers', 'ms on 1', ...cores, `most to gain on ${NAMED_THREADS}`], rows),
  ];
}

function weak({ weak: points }: ScalingMeasurement): string[] {
  if (points.length === 0) return [];
  const rows = points.map(({ threads, workers, roundMs, efficiency }) => [
    ...[`${threads}`, `${workers}`, roundMs.toFixed(1), percent(efficiency)],
  ]);
  return [
    '',
    'Workers that grow with threads (distances grow with their square):',
    ...table(['threads', 'workers', 'ms a round', 'efficiency'], rows),
  ];
}

function describeBottleneck({ what, gainMs, roundMs }: Prediction): string {
  return `${what}: ${gainMs.toFixed(1)} of ${roundMs.toFixed(1)} ms`;
}

function fitted({ points, amdahl, gustafson }: ScalingMeasurement): string[] {
  if (amdahl === null) return ['Nothing to fit: no two thread counts that the cores suffice for.'];
  const each = points
    .filter(({ karpFlatt, oversubscribed }) => karpFlatt !== null && !oversubscribed)
    .map(({ threads, karpFlatt }) => `${percent(karpFlatt!)} of ${threads}`);
  const limit = amdahl.limit === null ? 'no limit' : `at most ${amdahl.limit.toFixed(1)} times as fast`;
  const scaled = gustafson
    .filter(({ threads }) => [8, 64].includes(threads))
    .map(({ threads, speedUp }) => `${speedUp.toFixed(1)} on ${threads}`);
  return [
    `Amdahl: serial fraction ${percent(amdahl.serialFraction)}, ${limit} (each point by itself, Karp and Flatt: ${each.join(', ')})`,
    `Gustafson, where the shared work grows with the threads: ${scaled.join(', ')}`,
  ];
}

function predicted({ predicted, costs, predictionError }: ScalingMeasurement): string[] {
  const rows = [
    ['threads', ...predicted.map(({ threads }) => String(threads))],
    ['ms', ...predicted.map(({ roundMs }) => roundMs.toFixed(1))],
    ['speed-up', ...predicted.map(({ speedUp }) => speedUp.toFixed(2))],
  ];
  const [head, ...body] = rows;
  return [
    'Predicted for as many cores as threads, each as fast as one alone, from the steps of one thread:',
    ...table(head, body),
    ...predicted
      .filter(({ threads }) => threads >= 8)
      .map((one) => `most to gain on ${one.threads}: ${describeBottleneck(one)}`),
    `taken, as measured: ${costs.stepMs.toFixed(3)} ms before a step, ${costs.wakeMs.toFixed(3)} ms to wake a thread, ${costs.roundMs.toFixed(2)} ms from one round to the next`,
    predictionError === null
      ? 'How well it predicts cannot be said here: no other thread count that the cores suffice for.'
      : `Of what was measured here, with steps as much slower as this machine is with so many threads, it was off by ${percent(predictionError)} at most.`,
  ];
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  return alignColumns([head, ...rows]).map((line) => `  ${line}`);
}

function percent(share: number): string {
  return `${(100 * share).toFixed(Math.abs(share) < 0.1 ? 1 : 0)}%`;
}
