import { expandScenario, type Fault, type ScenarioInput } from 'krumble';
import { expect, test } from 'vitest';
import type { Round } from '../../src/rounds/round.js';
import type * as simulations from '../../src/rounds/simulation.js';
import { small } from '../support/small.js';

type Simulation = simulations.Simulation;
type SimulationOptions = simulations.SimulationOptions;

// As built: threads cannot load TypeScript.
const built = new URL('../../dist/rounds/simulation.js', import.meta.url).href;
const { openSimulation } = (await import(built)) as typeof simulations;

const lasting = { ...small, evaluation: { every: 1 }, training: { rounds: 4 } };

async function withSimulation<T>(
  input: ScenarioInput,
  options: SimulationOptions,
  use: (simulation: Simulation) => Promise<T>,
): Promise<T> {
  const simulation = await openSimulation(expandScenario(input), { threads: 2, ...options });
  try {
    return await use(simulation);
  } finally {
    await simulation.close();
  }
}

async function collectRounds(simulation: Simulation): Promise<Round[]> {
  const rounds: Round[] = [];
  for await (const round of simulation.rounds()) rounds.push(round);
  return rounds;
}

test('the state between two rounds is that of the round shown last, though the next one trains', async () => {
  const input = { ...lasting, training: { rounds: 4, workerMomentum: 0.5 } };
  const states = await withSimulation(input, {}, async (simulation) => {
    const seen = [];
    for await (const { record } of simulation.rounds()) {
      await new Promise((resolve) => setTimeout(resolve, 100)); // time for the next round to go on
      seen.push({ record, state: simulation.state() });
    }
    return seen;
  });
  expect(states.map(({ state }) => state.round)).toEqual([1, 2, 3, 4]);
  for (const { record, state } of states.slice(0, 3)) {
    expect(state.digest).toBe(record.digest);
    const resumed = await withSimulation(input, { start: state }, collectRounds);
    expect(resumed.map((round) => round.record)).toEqual(
      states.slice(state.round).map((later) => later.record),
    );
  }
});

test('a round is shown when it is evaluated, however long the next one may not begin', async () => {
  let allow: (may: boolean) => void = () => undefined;
  const asked: number[] = [];
  let round = 0;
  const mayBegin = () => {
    asked.push(round);
    return round++ < 2 ? Promise.resolve(true) : new Promise<boolean>((resolve) => (allow = resolve));
  };
  await withSimulation(lasting, { mayBegin }, async (simulation) => {
    const rounds = simulation.rounds();
    expect((await rounds.next()).value?.record.round).toBe(0);
    const second = (await rounds.next()).value;
    expect(second?.record.round).toBe(1);
    expect(second?.record.accuracy).toBeGreaterThan(0);
    expect(asked).toEqual([0, 1, 2]);
    allow(false);
    expect(await rounds.next()).toEqual({ done: true, value: undefined });
  });
});

test('a round that fails is told after the round before it was shown', async () => {
  const faults: Fault[] = [{ kind: 'throw', actor: 'worker/3', round: 2, attempt: 1 }];
  const seen: number[] = [];
  const playing = withSimulation(lasting, { faults }, async (simulation) => {
    for await (const { record } of simulation.rounds()) seen.push(record.round);
  });
  await expect(playing).rejects.toThrow(/^seed 3, round 2: .*injected fault in round 2 at worker\/3/);
  expect(seen).toEqual([0, 1]);
});

test('an evaluation that fails is told with its own round', async () => {
  const faults: Fault[] = [{ kind: 'throw', actor: 'evaluator/1', round: 1, attempt: 1 }];
  const seen: number[] = [];
  const playing = withSimulation(lasting, { faults }, async (simulation) => {
    for await (const { record } of simulation.rounds()) seen.push(record.round);
  });
  await expect(playing).rejects.toThrow(/^seed 3, round 1: .*injected fault in round 1 at evaluator\/1/);
  expect(seen).toEqual([0]);
});

test('the next round begins before the evaluation of this one ends, and counts it from then on', async () => {
  const rounds = await withSimulation(lasting, {}, collectRounds);
  const kinds = rounds.map(
    ({ timing }) => new Set(timing.threads!.flatMap(({ busy }) => busy.map(([kind]) => kind))),
  );
  expect(kinds.slice(1).every((kind) => kind.has('evaluator'))).toBe(true);
  expect(kinds.every((kind) => kind.has('worker'))).toBe(true);
});
