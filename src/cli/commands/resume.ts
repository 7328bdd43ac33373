import { Command } from 'commander';
import { printable } from '../../errors/show.js';
import type { Round } from '../../rounds/round.js';
import type { Simulation } from '../../rounds/simulation.js';
import { createReplayCheck } from '../../runs/replayCheck.js';
import { followLink } from '../../runs/followLink.js';
import { type Lock, takeLock } from '../../runs/lock.js';
import { playHistory } from '../../runs/playHistory.js';
import { stateBefore } from '../../runs/recordedState.js';
import { manifestIn, openRecording, type Recording } from '../../runs/recording.js';
import { ResultSummary } from '../../runs/result.js';
import { reopenRunFolder } from '../../runs/runFolder.js';
import type { RunFolder } from '../../runs/runWriter.js';
import { checkSameModules } from '../../runs/usedModules.js';
import { verifyRun } from '../../runs/verify.js';
import { findEntries } from '../../scenario/findEntries.js';
import { openCatalogue, takesModules } from '../modules.js';
import { NEXT, tellNext } from '../nextCommand.js';
import { type Ended, endRun, playSession } from '../playSession.js';
import {
  addTwinOptions,
  checkTwinOptions,
  openTwinBeside,
  type TwinBeside,
  type TwinOptions,
} from '../twinOptions.js';
import { checkSameKrumble, circumstances, findRecordedBackend, introduce } from '../recordedRun.js';
import {
  addPlayOptions,
  type PlayContext,
  type PlayOptions,
  readPlayOptions,
  withPlayContext,
} from '../playOptions.js';

/** `krumble resume RUN` */
export function resumeCommand(): Command {
  const command = new Command('resume')
    .description(
      'go on with a run that was interrupted, was killed or could not be written; the result is the same',
    )
    .argument('<run>', 'a run folder');
  return addTwinOptions(addPlayOptions(takesModules(command)))
    .addHelpText('after', '\nExample: krumble resume runs/mnist-little-vs-krum')
    .action(resume);
}

async function resume(given: string, options: PlayOptions & TwinOptions): Promise<void> {
  const folder = followLink(given);
  const catalogue = await openCatalogue(options);
  const manifest = manifestIn(folder, catalogue);
  checkSameModules(folder, manifest.used, catalogue);
  checkSameKrumble(manifest, folder);
  findRecordedBackend(manifest, folder);
  checkTwinOptions(options, manifest.scenario);
  const simulated = { scenario: manifest.scenario, entries: findEntries(catalogue, manifest.scenario) };
  const setting = readPlayOptions(options, simulated, { mayFlip: false });
  const lock = takeLock(folder);
  try {
    const summary = new ResultSummary();
    const recording = openRecording(folder, (record) => summary.add(record), catalogue);
    if (recording.sealed && verifyRun(folder, undefined, catalogue).result.complete) {
      process.stderr.write(`${printable(folder)}: the run is complete, there is nothing to resume\n`);
      return;
    }
    await withPlayContext(options, setting, async (context) => {
      const twins: TwinBeside[] = [];
      const onOpen = ({ threads }: Simulation) => {
        if (twins.length > 0) return; // another simulation of the same run
        twins.push(openTwinBeside(recording, options, { ...context, catalogue, runThreads: threads }));
      };
      const settle = async () => twins[0]?.settle();
      const ended = await play(context, { recording, summary, lock, onOpen, settle }).finally(() =>
        twins[0]?.close(),
      );
      tellNext(NEXT.run(folder, ended, simulated.entries), options);
    });
  } finally {
    lock.release();
  }
}

interface Resuming {
  readonly recording: Recording;
  readonly summary: ResultSummary;
  readonly lock: Lock;
  /** Called once the run is introduced, and again for each simulation of it. */
  readonly onOpen: (simulation: Simulation) => void;
  /** Awaited after the last round. */
  readonly settle: () => Promise<void>;
}

async function play(
  context: PlayContext,
  { recording, summary, lock, onOpen, settle }: Resuming,
): Promise<Ended> {
  const { manifest, folder } = recording;
  // At least one of the recorded rounds is played again and compared.
  const start = stateBefore(recording, recording.rounds - 1);
  const compare = createReplayCheck(recording, start.round, { tolerant: false });
  const past = { recording, rounds: start.round };
  const notice = [goingOn(recording.rounds, start.round), circumstances(manifest)].filter(Boolean).join('; ');
  const introduced = { folder, manifest, past, notice, sameBackend: true };
  const tellStart = introduce(context.observer, introduced);
  const playable = playHistory(manifest, start, {
    ...context.simulation,
    catalogue: recording.catalogue,
    backend: findRecordedBackend(manifest, folder),
    until: manifest.scenario.training.rounds,
    onOpen: (simulation) => {
      tellStart(simulation);
      onOpen(simulation);
    },
  });
  // Until all recorded rounds have come out again, or the first that is none, nothing on the disk is touched.
  const replayed: Round[] = [];
  let writing: RunFolder | null = null;
  const open = () => reopenRunFolder(recording, { lock, summary, replayed, disk: context.disk });
  try {
    return await playSession(context, {
      playable,
      commit: async (round) => {
        if (compare(round)) {
          replayed.push(round);
          if (round.record.round + 1 < recording.rounds) return;
        }
        writing ??= await open();
        await writing.append(round, playable.state);
      },
      end: async (overflow) => {
        if (overflow !== null) writing ??= await open(); // right after the last that was recorded
        if (writing !== null) {
          const outcome = await endRun(writing, playable.state, overflow);
          await settle();
          return outcome;
        }
        return { result: summary.result(manifest.scenario.training.rounds), ending: 'interrupted' };
      },
    });
  } finally {
    await playable.close();
  }
}

function goingOn(recorded: number, from: number): string {
  const again = recorded - from;
  const what = again === 0 ? '' : `; the last ${again} of them are played again and compared`;
  return `${recorded} rounds are recorded${what}`;
}
