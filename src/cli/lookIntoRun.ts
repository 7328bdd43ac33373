import type { Catalogue } from '../catalogue/catalogue.js';
import { createPauseControl } from '../rounds/pauseControl.js';
import { followRun } from '../runs/follow.js';
import { isBegun } from '../runs/runKey.js';
import type { LookInto } from '../ui/terminal/runLook.js';
import { createExplainer } from './explainAgain.js';
import { createControls } from './observedSession.js';
import { createPlayer } from './playbackSpeed.js';
import { watchRun } from './watchRun.js';

/** Shows one of several runs as `krumble watch` does, from its first round on as fast as can be. */
export function createLookInto(folders: readonly string[], catalogue: Catalogue): LookInto {
  return (index, { stop, observe }) => {
    const folder = folders[index];
    if (!isBegun(folder)) return null;
    const controller = new AbortController();
    const { signal } = controller;
    const pauseControl = createPauseControl(signal);
    const use = catalogue.modules.map(({ path }) => path);
    const explain = createExplainer({ use });
    const player = createPlayer(Infinity, { pauseControl, signal });
    const observer = observe(createControls({ pauseControl, signal, stop, player, explain }));
    const show = async () => {
      const run = followRun(folder, catalogue);
      const watched = { folder, run, catalogue, options: { ui: 'tui' } };
      await watchRun({ observer, signal, pauseControl, player }, watched);
    };
    // What is wrong with the run is said where it is looked at, and ends nothing else.
    void show().catch((error: Error) => observer.incident(error.message));
    return () => controller.abort();
  };
}
