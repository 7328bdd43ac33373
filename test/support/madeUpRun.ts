import type { SeenRound } from '../../src/rounds/round.js';
import { expandScenario } from '../../src/scenario/expand.js';
import { RunViewKeeper } from '../../src/ui/runView.js';

/** A made-up run: accuracy rises to 60 and falls, Krum chooses a corrupted worker in two of three rounds. */
export function keeperOf(
  rounds: number,
  rule = 'krum',
  name = 'A little is enough against Krum',
): RunViewKeeper {
  const scenario = expandScenario({
    task: 'mnist-mlp',
    name,
    seed: 7,
    workers: { corrupted: 12 },
    attack: { name: 'little', z: 1.5 },
    defense: { rule },
    training: { rounds: 60 },
  });
  const backend = { name: 'wasm' as const, version: '4.22.0' };
  const keeper = new RunViewKeeper({ scenario, threads: 2, backend, picture: null, folder: 'runs/x' });
  for (let round = 0; round < rounds; round++) keeper.add(madeUp(round, rule));
  return keeper;
}

export function madeUp(round: number, rule = 'krum'): SeenRound {
  const corrupted = round % 3 < 2;
  const record = {
    round,
    ...(round % 5 === 0 && { accuracy: 60 - Math.abs(25 - round) }),
    corruptedInfluence: rule === 'krum' ? Number(corrupted) : round / 60,
    corruptedDistance: 1.5,
    ...(rule === 'krum' && { chosen: [corrupted ? 3 : 20] }),
    digest: 'd'.repeat(64),
  };
  return {
    record,
    timing: { round, durationMs: 250, memoryBytes: 3e8 },
    probes: null,
  } as unknown as SeenRound;
}

/** A made-up run with a backdoor for one image, which is hit in two of three rounds. */
export function backdoorKeeperOf(rounds: number): RunViewKeeper {
  const scenario = expandScenario({
    task: 'mnist-mlp',
    name: 'A backdoor',
    workers: { corrupted: 12 },
    attack: { name: 'backdoor-sample', image: 4 },
    training: { rounds: 60 },
  });
  const backend = { name: 'wasm' as const, version: '4.22.0' };
  const shape = [28, 28, 1] as const;
  // A bright square from row 7, column 7 on, of 14 x 14.
  const inside = (k: number) => k >= 7 && k < 21;
  const pixels = Uint8Array.from({ length: 784 }, (_, k) =>
    inside(Math.floor(k / 28)) && inside(k % 28) ? 255 : 0,
  );
  const picture = { shape, pixels, label: 9, target: 0 };
  const keeper = new RunViewKeeper({ scenario, threads: 2, backend, picture, folder: 'runs/x' });
  for (let round = 0; round < rounds; round++) {
    const hit = round % 3 < 2;
    const answer = hit ? 0 : 9;
    const backdoor = { target: 0, hit, hits: Number(hit), of: 1, answer, margin: 1, probability: 0.62 };
    const { record, ...rest } = madeUp(round, 'mean');
    keeper.add({ record: { ...record, backdoor }, ...rest });
  }
  return keeper;
}
