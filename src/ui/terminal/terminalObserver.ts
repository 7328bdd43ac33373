import type { Controls } from '../controls.js';
import { countKeyPages } from '../draw/help.js';
import { drawPicture, drawScreen } from '../draw/screen.js';
import { plain } from '../draw/text.js';
import { History } from '../history.js';
import { press } from '../keys.js';
import { resultText } from '../linesObserver.js';
import type { Ending, Observer } from '../observer.js';
import { INITIAL_VIEW_STATE, type ViewModel, type ViewState } from '../viewModel.js';
import { type Canvas, measureTerminal, openCanvas } from './canvas.js';
import type { Terminal } from './screen.js';

const REPAINT_REST_MS = 85; // at most 12 repaints a second
/** A slow repaint is followed by a rest of so many times its duration: watching must not slow the rounds. */
const REST_FACTOR = 40;
const REST_MAX_MS = 500;
const KEY_REST_MS = 15;
const STOP_POLL_MS = 200;
const FINAL_ROWS = 20;
const FINAL_COLUMNS_MAX = 120;

/**
 * Shows a run full-screen, on the terminal's alternate screen,
 * and leaves the last picture and the result behind.
 * Keys are turned into calls of `controls`.
 * At the end the screen stays open until somebody leaves it.
 */
export function terminalObserver(
  terminal: Terminal,
  { ascii, colors, controls }: { ascii: boolean; colors: boolean; controls: Controls },
): Observer {
  let history: History | null = null;
  let viewState: ViewState = INITIAL_VIEW_STATE;
  let ending: Ending | null = null;
  let canvas: Canvas | null = null;
  let resting: NodeJS.Timeout | null = null;
  let restMs = REPAINT_REST_MS;
  let leave: () => void = () => undefined;
  const buildModel = (of: History): ViewModel => ({ ...readState(controls), history: of, viewState, ending });
  const rest = () => {
    if (resting !== null) clearTimeout(resting);
    resting = null;
  };
  const show = () => {
    rest();
    if (history === null || canvas === null) return;
    const startMs = performance.now();
    canvas.show(drawScreen(buildModel(history), { ...measureTerminal(terminal), ascii, colors }));
    const wantedMs = REST_FACTOR * (performance.now() - startMs);
    restMs = Math.min(REST_MAX_MS, Math.max(REPAINT_REST_MS, wantedMs));
  };
  const showIn = (delayMs: number) => {
    resting ??= setTimeout(show, delayMs);
  };
  const onKey = (key: string) => {
    if (history === null) return;
    const keyPages = countKeyPages(measureTerminal(terminal));
    viewState = press({ viewModel: buildModel(history), controls, leave, keyPages }, key);
    rest();
    showIn(KEY_REST_MS);
  };
  return {
    start: (facts) => {
      history = new History(facts);
      canvas = openCanvas(terminal, { onResize: show, onKey });
      show();
    },
    recall: (round) => history?.recall(round),
    round: (round) => {
      history?.add(round);
      showIn(restMs);
    },
    incident: (text) => {
      if (history !== null) history.incident = text;
      showIn(restMs);
    },
    finish: async (result, how, detail) => {
      if (history === null) return;
      ending = how;
      if (history.facts.watched ? !controls.stopped : how !== 'failed' && how !== 'interrupted') {
        viewState = { ...viewState, over: viewState.over === 'stop?' ? null : viewState.over };
        show();
        await untilStopped(controls, (resolve) => (leave = resolve));
      }
      rest();
      canvas?.leave();
      canvas = null;
      const text = lastPicture({ ...buildModel(history), viewState: INITIAL_VIEW_STATE }, terminal, ascii);
      terminal.stdout.write(`${text}\n\n${resultText(history.facts, result, how, detail)}`);
    },
  };
}

/** Waits until somebody leaves by a key, or a signal asks to stop, as that of a terminal that is closed. */
function untilStopped(controls: Controls, take: (leave: () => void) => void): Promise<void> {
  return new Promise((resolve) => {
    const looking = setInterval(() => controls.stopped && end(), STOP_POLL_MS);
    const end = () => {
      clearInterval(looking);
      resolve();
    };
    take(end);
  });
}

function readState({ paused, playback }: Controls): Pick<ViewModel, 'paused' | 'playback'> {
  return { paused, playback };
}

function lastPicture(viewModel: ViewModel, terminal: Terminal, ascii: boolean): string {
  const columns = Math.min(measureTerminal(terminal).columns, FINAL_COLUMNS_MAX);
  const lines = drawPicture(viewModel, { columns, rows: FINAL_ROWS, ascii, colors: false });
  return lines.map((line) => plain(line).trimEnd()).join('\n');
}
