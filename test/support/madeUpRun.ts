import type { Round } from '../../src/rounds/round.js';
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
  const keeper = new RunViewKeeper({ scenario, threads: 2, backend, folder: 'runs/x' });
  for (let round = 0; round < rounds; round++) keeper.add(madeUp(round, rule));
  return keeper;
}

export function madeUp(round: number, rule = 'krum'): Round {
  const corrupted = round % 3 < 2;
  const record = {
    round,
    ...(round % 5 === 0 && { accuracy: 60 - Math.abs(25 - round) }),
    corruptedInfluence: rule === 'krum' ? Number(corrupted) : round / 60,
    corruptedDistance: 1.5,
    ...(rule === 'krum' && { chosen: [corrupted ? 3 : 20] }),
    digest: 'd'.repeat(64),
  };
  return { record, timing: { round, durationMs: 250, memoryBytes: 3e8 }, spans: [] } as unknown as Round;
}
