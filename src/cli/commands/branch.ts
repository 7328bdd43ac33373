import { statSync } from 'node:fs';
import path from 'node:path';
import { Command } from 'commander';
import { InputError } from '../../errors/inputError.js';
import { invariant } from '../../errors/invariantError.js';
import type { State } from '../../rounds/state.js';
import { branchManifest } from '../../runs/branch.js';
import { checkJournalEnd } from '../../runs/checkJournalEnd.js';
import { checkRunFolder } from '../../runs/checkRunFolder.js';
import { createReplayCheck } from '../../runs/replayCheck.js';
import { followLink } from '../../runs/followLink.js';
import { makeFreshFolder } from '../../runs/freshFolder.js';
import type { Manifest } from '../../runs/manifest.js';
import { playHistory } from '../../runs/playHistory.js';
import { initialState, stateBefore } from '../../runs/recordedState.js';
import { openRecording, readRecords, type Recording } from '../../runs/recording.js';
import { createRunFolder } from '../../runs/runFolder.js';
import { checkSameModules } from '../../runs/usedModules.js';
import { describeOverrides } from '../../scenario/describeOverrides.js';
import { findEntries } from '../../scenario/findEntries.js';
import type { Override } from '../../scenario/override.js';
import { several, wholeNumber } from '../arguments.js';
import { EXIT } from '../exitCodes.js';
import { addRecordingOptions, chooseCheckpointEvery, type RecordingOptions } from '../recordingOptions.js';
import { openCatalogue, takesModules } from '../modules.js';
import { NEXT, tellNext } from '../nextCommand.js';
import { type Ended, endRun, playSession } from '../playSession.js';
import { checkData, findRecordedBackend, introduce } from '../recordedRun.js';
import { parseOverrides, type ScenarioOptions } from '../scenarioFile.js';
import {
  addPlayOptions,
  type PlayContext,
  type PlayOptions,
  readPlayOptions,
  withPlayContext,
} from '../playOptions.js';
import { version } from '../version.js';

const PARENT_NAME_MAX = 36;

interface BranchOptions extends ScenarioOptions, PlayOptions, RecordingOptions {
  readonly from: string;
}

/** `krumble branch RUN --from R --set ...` */
export function branchCommand(): Command {
  const command = new Command('branch')
    .description(
      'what if: the same rounds as a recorded run up to one, then another defense, attack or setting',
    )
    .argument('<run>', 'a run folder')
    .requiredOption('--from <round>', 'how many rounds the two have in common')
    .option('--set <path=value>', 'what is changed from then on; may be given several times', several)
    .option('--seed <n>', 'the same as --set seed=n')
    .option('--rounds <n>', 'the same as --set training.rounds=n');
  return addPlayOptions(addRecordingOptions(takesModules(command)))
    .addHelpText(
      'after',
      '\nExample: krumble branch runs/mnist-little-vs-krum --from 40 --set defense.rule=bulyan',
    )
    .action(branch);
}

async function branch(given: string, options: BranchOptions): Promise<void> {
  const folder = followLink(given);
  const digests: string[] = [];
  const catalogue = await openCatalogue(options);
  const recording = openRecording(folder, ({ digest }) => void digests.push(digest), catalogue);
  checkSameModules(folder, recording.manifest.used, catalogue);
  checkJournalEnd(recording);
  if (recording.rounds === 0)
    throw new InputError({ place: { file: folder }, problem: 'no round is recorded yet' });
  const from = wholeNumber('--from', options.from, 1, recording.rounds);
  const overrides = parseOverrides(options);
  if (overrides.length === 0) {
    const allowed = 'at least one change, as in --set training.momentum=0.5';
    throw new InputError({ place: { file: '--set' }, found: 'nothing', allowed });
  }
  const digest = digests[from - 1];
  const branching = { ...recording, from, digest, overrides, version: version() };
  const unscheduled = branchManifest(branching);
  const { scenario } = unscheduled;
  const simulated = { scenario, entries: findEntries(catalogue, scenario) };
  const checkpointEvery = chooseCheckpointEvery(options.checkpointEvery, simulated);
  const manifest = { ...unscheduled, checkpointEvery };
  const setting = readPlayOptions(options, simulated, { mayFlip: false });
  const { out, force = false } = options;
  if (out !== undefined) checkTarget(out, folder, force);
  await withPlayContext(options, setting, async (context) => {
    const state = await reach(context, recording, from);
    if (state === null) {
      process.exitCode = EXIT.interrupted;
      return;
    }
    const target = {
      out: out ?? makeFreshFolder(nameBranch(folder, from, overrides)),
      force,
      fresh: out === undefined,
    };
    const ended = await play(context, { recording, manifest, state, target });
    tellNext(NEXT.branch(target.out, ended, folder), options);
  });
}

/** By the run that is left, where, and for what: `little-vs-krum-from-40,defense=bulyan`. */
function nameBranch(folder: string, from: number, overrides: readonly Override[]): string {
  const [title, ...before] = path.basename(path.resolve(folder)).split(',');
  const changes = describeOverrides(overrides);
  return [
    [title.slice(0, PARENT_NAME_MAX), ...before].join(',') + `-from-${from}`,
    ...(changes.length > 0 ? changes : describeOverrides(overrides, { repeats: true })),
  ].join(',');
}

function checkTarget(out: string, folder: string, force: boolean): void {
  checkRunFolder(out, { force });
  const [target, parent] = [statSync(out, { throwIfNoEntry: false }), statSync(folder)];
  if (target?.ino !== parent.ino || target.dev !== parent.dev) return;
  throw new InputError({ place: { file: out }, field: '--out', problem: 'is the run to branch from' });
}

/**
 * The state after `from` rounds: from its checkpoint, or from an earlier
 * one and the rounds between, compared. null if the user has enough of it.
 */
async function reach(context: PlayContext, recording: Recording, from: number): Promise<State | null> {
  const start = stateBefore(recording, from);
  if (start.round === from) return start;
  const { manifest, folder } = recording;
  const compare = createReplayCheck(recording, start.round, { tolerant: false });
  const playable = playHistory(manifest, start, {
    ...context.simulation,
    catalogue: recording.catalogue,
    backend: findRecordedBackend(manifest, folder),
    until: from,
    onOpen: (simulation) => checkData(manifest, simulation),
  });
  try {
    for await (const round of playable.rounds()) {
      compare(round);
      if (context.signal.aborted) return null;
    }
    return playable.state();
  } finally {
    await playable.close();
  }
}

interface Playing {
  readonly recording: Recording;
  readonly manifest: Manifest;
  readonly state: State;
  readonly target: { readonly out: string; readonly force: boolean; readonly fresh: boolean };
}

async function play(context: PlayContext, { recording, manifest, state, target }: Playing): Promise<Ended> {
  const { out, force, fresh } = target;
  const states = manifest.initial === null ? [state] : [initialState(recording), state];
  const { catalogue } = recording;
  const making = { force, disk: context.disk, states, fresh, catalogue };
  const folder = await createRunFolder(out, manifest, making);
  let adopted = 0;
  for (const record of readRecords(recording, state.round)) {
    await folder.adopt(record);
    adopted++;
  }
  invariant(adopted === state.round, `${recording.folder} has only ${adopted} of ${state.round} rounds now`);
  const past = { recording, rounds: state.round };
  const playable = playHistory(manifest, state, {
    ...context.simulation,
    catalogue,
    backend: findRecordedBackend(manifest, out),
    until: manifest.scenario.training.rounds,
    onOpen: introduce(context.observer, { folder: out, manifest, past, sameBackend: true }),
  });
  try {
    return await playSession(context, {
      playable,
      commit: (round) => folder.append(round, playable.state),
      end: (overflow) => endRun(folder, playable.state, overflow),
    });
  } finally {
    await playable.close();
  }
}
