import { DataError } from '../errors/dataError.js';
import { InputError } from '../errors/inputError.js';
import type { BackendName } from '../models/backend.js';
import type { Simulation } from '../rounds/simulation.js';
import { nameBuild, readBuild } from '../runs/build.js';
import { environment, type Manifest } from '../runs/manifest.js';
import type { Recording } from '../runs/recording.js';
import { readJoinedRounds } from '../runs/joinedRounds.js';
import { findEntries } from '../scenario/findEntries.js';
import type { Observer } from '../ui/observer.js';
import { version } from './version.js';

/** The backend that a run was recorded on. */
export function findRecordedBackend({ backend }: Manifest, folder: string): BackendName {
  if (backend.name === 'wasm' || backend.name === 'tensorflow') return backend.name;
  throw new InputError({
    place: { file: folder },
    field: 'backend.name',
    found: backend.name,
    allowed: 'wasm, tensorflow',
  });
}

/** Throws a DataError where this machine's data are not those that a run was recorded on. */
export function checkData({ data: recorded }: Manifest, { data }: Pick<Simulation, 'data'>): void {
  for (const part of ['train', 'test'] as const) {
    if (data[part] === recorded[part]) continue;
    const [found, allowed] = [`SHA-256 ${data[part]}`, `${recorded[part]}, which the run was recorded on`];
    throw new DataError({ place: { file: data.name }, field: part, found, allowed });
  }
}

/**
 * Throws an InputError unless this krumble, which is to write more rounds of a run, is the one that began it.
 */
export function checkSameKrumble(manifest: Manifest, folder: string): void {
  checkSameBuild(manifest, folder);
  if (manifest.krumble === version()) return;
  throw new InputError({
    place: { file: folder },
    field: 'krumble',
    found: manifest.krumble,
    allowed: version(),
    problem: 'one run is the work of one version; replay and branch take runs of others',
  });
}

/** Older runs do not say what build began them: their version has to do. */
function checkSameBuild({ krumble, build }: Manifest, folder: string): void {
  if (build === undefined || krumble !== version() || build.sha256 === readBuild().sha256) return;
  throw new InputError({
    place: { file: folder },
    field: 'build',
    found: nameBuild(krumble, build),
    allowed: nameBuild(version()),
    problem:
      'one run is the work of one build (krumble why names what changed); replay and branch take runs of others',
  });
}

/** What is not as it was when a run was recorded, and might explain a difference. Empty if all is. */
export function circumstances({ krumble, build, node, platform }: Manifest): string {
  const now = { krumble: version(), ...environment() };
  const changes = [
    krumble === now.krumble ? null : `krumble ${krumble}, now ${now.krumble}`,
    krumble !== now.krumble || build === undefined || build.sha256 === readBuild().sha256
      ? null
      : `build ${nameBuild(krumble, build)}, now ${nameBuild(krumble)}`,
    node === now.node ? null : `Node.js ${node}, now ${now.node}`,
    platform === now.platform ? null : `${platform}, now ${now.platform}`,
  ].filter((change) => change !== null);
  return changes.length === 0 ? '' : `recorded on ${changes.join('; ')}`;
}

/** How a recorded run is introduced to an observer. */
export interface Introduction {
  readonly folder: string;
  readonly manifest: Manifest;
  /** The recording and how many of its rounds lie before those that are played. */
  readonly past: { readonly recording: Recording; readonly rounds: number };
  readonly replayed?: boolean;
  readonly notice?: string;
  /** How many rounds there are to see; default: as many as the scenario has. */
  readonly rounds?: number;
  /** Whether more rounds are to be recorded, which the backend must be the same for. */
  readonly sameBackend?: boolean;
}

/** What to do when simulations of a recorded run open: check the data, and tell the observer of the first. */
export function introduce(observer: Observer, introduction: Introduction): (simulation: Simulation) => void {
  const { folder, manifest, past, replayed = false, notice = '' } = introduction;
  let introduced = false;
  return (simulation) => {
    checkData(manifest, simulation);
    if (introduction.sameBackend) checkSameBackend(manifest, simulation, folder);
    if (introduced) return;
    introduced = true;
    const { threads, backend } = simulation;
    const { scenario } = manifest;
    const picture = simulation.picture(scenario);
    const training = { ...scenario.training, rounds: introduction.rounds ?? scenario.training.rounds };
    const entries = findEntries(past.recording.catalogue, scenario);
    const shown = { ...scenario, training };
    observer.start({ scenario: shown, entries, threads, backend, picture, folder, replayed });
    const onIncident = (text: string) => observer.incident(text);
    for (const round of readJoinedRounds(past.recording, past.rounds, onIncident)) observer.recall(round);
    if (notice !== '') observer.incident(notice);
  };
}

function checkSameBackend({ backend: recorded }: Manifest, { backend }: Simulation, folder: string): void {
  if (backend.name === recorded.name && backend.version === recorded.version) return;
  throw new InputError({
    place: { file: folder },
    field: 'backend',
    found: `${backend.name} ${backend.version}`,
    allowed: `${recorded.name} ${recorded.version}, which the run was begun on`,
  });
}
