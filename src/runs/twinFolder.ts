import path from 'node:path';
import type { Catalogue } from '../catalogue/catalogue.js';
import { honestTwin } from '../scenario/honestTwin.js';
import type { Scenario } from '../scenario/scenario.js';
import { nameBuild } from './build.js';
import type { Manifest } from './manifest.js';
import { isBegun, runKey } from './runKey.js';

/** A run without the attacks of another, and where it is kept. */
export interface Twin {
  readonly scenario: Scenario;
  readonly folder: string;
}

const TWINS = 'twins';

/**
 * The honest twin of the run in a folder: in `twins/KEY` beside that folder, or in `KEY` beside it, where
 * a sweep has it among its runs. By its key, so that runs which differ in attacks alone have it in common.
 * null where the run has no attack, or is a branch, whose rounds no single scenario plays.
 */
export function findTwin(
  folder: string,
  { krumble, build, scenario, history }: Pick<Manifest, 'krumble' | 'build' | 'scenario' | 'history'>,
  catalogue: Catalogue,
): Twin | null {
  const twin = history.length > 0 ? null : honestTwin(scenario);
  if (twin === null) return null;
  const key = runKey(twin, build === undefined ? krumble : nameBuild(krumble, build), catalogue);
  const parent = path.dirname(path.resolve(folder));
  const swept = path.join(parent, key);
  return { scenario: twin, folder: isBegun(swept) ? swept : path.join(parent, TWINS, key) };
}
