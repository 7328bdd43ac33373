import { homedir } from 'node:os';
import path from 'node:path';

/**
 * The folder where data sets are kept: KRUMBLE_HOME where it is set, else the platform's own for caches.
 * Outside the command line only this file reads the environment: a library that loads a set gives no folder.
 */
export function cacheFolder(
  environment: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
): string {
  const { KRUMBLE_HOME, XDG_CACHE_HOME, LOCALAPPDATA } = environment;
  if (KRUMBLE_HOME) return path.resolve(KRUMBLE_HOME);
  if (platform === 'darwin') return path.join(homedir(), 'Library', 'Caches', 'krumble');
  if (platform === 'win32') {
    return path.join(LOCALAPPDATA || path.join(homedir(), 'AppData', 'Local'), 'krumble');
  }
  // By its specification a path that is not absolute is to be ignored.
  const caches =
    XDG_CACHE_HOME && path.isAbsolute(XDG_CACHE_HOME) ? XDG_CACHE_HOME : path.join(homedir(), '.cache');
  return path.join(caches, 'krumble');
}
