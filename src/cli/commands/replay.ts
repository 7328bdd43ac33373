import { isDeepStrictEqual } from 'node:util';
import { Command } from 'commander';
import { DivergenceError } from '../../errors/divergenceError.js';
import { InputError } from '../../errors/inputError.js';
import { type Overflow, OverflowError } from '../../errors/overflowError.js';
import { show } from '../../errors/show.js';
import type { BackendName } from '../../models/backend.js';
import type { Round } from '../../rounds/round.js';
import type { State } from '../../rounds/state.js';
import { checkJournalEnd } from '../../runs/checkJournalEnd.js';
import { checkSidecar } from '../../runs/checkSidecar.js';
import { createReplayCheck } from '../../runs/replayCheck.js';
import { followLink } from '../../runs/followLink.js';
import { TOLERANCES } from '../../runs/recordDifference.js';
import { playHistory } from '../../runs/playHistory.js';
import { overflowIn } from '../../runs/overflow.js';
import { initialState, stateFromCheckpoint } from '../../runs/recordedState.js';
import { openRecording, readRecords, type Recording } from '../../runs/recording.js';
import { ResultSummary } from '../../runs/result.js';
import { coordinateSamples } from '../../runs/sidecarWriter.js';
import { checkSameModules } from '../../runs/usedModules.js';
import { findEntries } from '../../scenario/findEntries.js';
import { wholeNumber } from '../arguments.js';
import { openCatalogue, takesModules } from '../modules.js';
import { NEXT, tellNext } from '../nextCommand.js';
import { type Ended, type PlayOutcome, playSession } from '../playSession.js';
import { circumstances, findRecordedBackend, introduce } from '../recordedRun.js';
import {
  addPlayOptions,
  chooseBackend,
  type PlayContext,
  type PlayOptions,
  readPlayOptions,
  withPlayContext,
} from '../playOptions.js';

interface ReplayOptions extends PlayOptions {
  readonly from?: string;
  readonly backend?: string;
}

/** `krumble replay RUN` */
export function replayCommand(): Command {
  const command = new Command('replay')
    .description(
      'play a recorded run again and compare every round; exit code 3 where it parts from the recording',
    )
    .argument('<run>', 'a run folder')
    .option('--from <round>', 'start at the checkpoint after so many rounds')
    .option('--backend <name>', 'auto, wasm or tensorflow (default: the one it was recorded on)');
  return addPlayOptions(takesModules(command))
    .addHelpText('after', '\nExample: krumble replay runs/mnist-little-vs-krum --threads 1')
    .action(replay);
}

async function replay(given: string, options: ReplayOptions): Promise<void> {
  const folder = followLink(given);
  const catalogue = await openCatalogue(options);
  const recording = openRecording(folder, undefined, catalogue);
  checkSameModules(folder, recording.manifest.used, catalogue);
  checkJournalEnd(recording);
  checkSidecar(recording, coordinateSamples);
  if (recording.rounds === 0)
    throw new InputError({ place: { file: folder }, problem: 'no round is recorded yet' });
  const start = loadStart(recording, options.from);
  const recorded = findRecordedBackend(recording.manifest, folder);
  const backend = options.backend === undefined ? recorded : chooseBackend(options.backend);
  const { scenario } = recording.manifest;
  const simulated = { scenario, entries: findEntries(catalogue, scenario) };
  const setting = readPlayOptions(options, simulated, { mayFlip: true });
  await withPlayContext(options, setting, async (context) => {
    const ended = await play(context, { recording, start, backend, tolerant: backend !== recorded });
    tellNext(NEXT.replay(folder, ended), options);
  });
}

interface Replaying {
  readonly recording: Recording;
  readonly start: State;
  readonly backend: BackendName;
  /** Whether the backend is another one than that of the recording. */
  readonly tolerant: boolean;
}

async function play(
  context: PlayContext,
  { recording, start, backend, tolerant }: Replaying,
): Promise<Ended> {
  const { manifest, folder, rounds } = recording;
  const overflow = recording.sealed ? overflowIn(folder) : null;
  const summary = new ResultSummary();
  for (const record of readRecords(recording, start.round)) summary.add(record);
  const compare = createReplayCheck(recording, start.round, { tolerant });
  const past = { recording, rounds: start.round };
  const notice = circumstances(manifest);
  const playable = playHistory(manifest, start, {
    ...context.simulation,
    catalogue: recording.catalogue,
    backend,
    until: overflow === null ? rounds : rounds + 1,
    onOpen: introduce(context.observer, { folder, manifest, past, replayed: true, notice, rounds }),
  });
  try {
    return await playSession(context, {
      playable: { rounds: () => overflowing(playable.rounds(), overflow) },
      commit: (round) => {
        if (!compare(round)) throw unlike(round.record.round, overflow, null);
        summary.add(round.record);
      },
      end: async (again): Promise<PlayOutcome> => {
        const result = summary.result(again === null ? rounds : rounds + 1, again);
        if (result.rounds < rounds || (overflow !== null && again === null))
          return { result, ending: 'interrupted' };
        const reason = `${verdict(start.round, rounds, tolerant)}${again ? `; round ${rounds} overflows again` : ''}`;
        return { result, ending: 'equal', reason };
      },
    });
  } finally {
    await playable.close();
  }
}

/** Rounds that are to end as the recording's did: with the same overflow, or with none. */
async function* overflowing(
  rounds: AsyncIterable<Round>,
  recorded: Overflow | null,
): AsyncGenerator<Round, void, undefined> {
  try {
    yield* rounds;
  } catch (error) {
    if (!(error instanceof OverflowError) || isDeepStrictEqual(error.overflow, recorded)) throw error;
    throw unlike(error.overflow.round, recorded, error.overflow);
  }
}

function unlike(round: number, recorded: Overflow | null, replayed: Overflow | null): DivergenceError {
  const text = (overflow: Overflow | null) =>
    overflow?.round === round ? `by the reports of ${show(overflow.workers)}` : 'none';
  const texts = { recorded: text(recorded), replayed: text(replayed) };
  return new DivergenceError({ round, actor: 'server/0', field: 'overflow', ...texts });
}

function loadStart(recording: Recording, given: string | undefined): State {
  const rounds = given === undefined ? 0 : wholeNumber('--from', given, 0, 1_000_000);
  if (rounds === 0) return initialState(recording);
  const kept = recording.checkpoints.filter((count) => count > 0 && count < recording.rounds);
  if (kept.includes(rounds)) return stateFromCheckpoint(recording, rounds);
  throw new InputError({
    place: { file: '--from' },
    found: given,
    problem: 'there is no such checkpoint',
    allowed: [0, ...kept].join(', '),
  });
}

function verdict(from: number, rounds: number, tolerant: boolean): string {
  const what = `rounds ${from} to ${rounds - 1}`;
  if (!tolerant) return `${what} equal to the recording, bit for bit`;
  const { relative, accuracy } = TOLERANCES;
  return `${what} within ${relative} of the recording, accuracy within ${accuracy} points: another backend`;
}
