import { countSweepKeyPages, drawSweepPicture, drawSweepScreen, layOut } from '../draw/sweepScreen.js';
import { plain } from '../draw/text.js';
import { FOOT_ROWS } from '../draw/viewSize.js';
import { pressInSweep, type SweepGaze } from '../sweepKeys.js';
import type { SweepFacts, SweepPhase, SweepViewModel } from '../sweepViewModel.js';
import { type Canvas, measureTerminal, openCanvas } from './canvas.js';
import { createRepainter } from './repainter.js';
import { createRunLook, type LookInto } from './runLook.js';
import type { Terminal } from './screen.js';

const FINAL_ROWS = 24;
const FINAL_COLUMNS_MAX = 120;

/** What a screen of a sweep is given. */
export interface SweepScreenOptions {
  readonly ascii: boolean;
  readonly colors: boolean;
  readonly facts: SweepFacts;
  /** Asks runs that are being made to stop; the second time at once. */
  readonly stop: () => void;
  readonly lookInto: LookInto;
}

/** A sweep on a terminal's whole screen. */
export interface SweepScreen {
  /** Shows soon what has changed in the runs. */
  changed(): void;
  /** Says something that is no run's figure. */
  tell(text: string): void;
  enter(phase: SweepPhase): void;
  /** Whether a run has a row on the screen, and so a curve. */
  isShown(index: number): boolean;
  /** Resolves when somebody leaves, once nothing goes on any more that would have to be stopped. */
  readonly left: Promise<void>;
  /** Gives the terminal back, with the last picture on it. Does nothing the second time. */
  close(): void;
}

/** Takes over a terminal for a sweep: its curves over each other, a row a run, and a look into each. */
export function openSweepScreen(terminal: Terminal, options: SweepScreenOptions): SweepScreen {
  const { ascii, colors, facts, stop } = options;
  let gaze: SweepGaze = { selected: 0, keysPage: null };
  let phase: SweepPhase = 'going on';
  let incident: string | null = null;
  let canvas: Canvas | null = null;
  let leave: () => void = () => undefined;
  const left = new Promise<void>((resolve) => (leave = resolve));
  const buildModel = (): SweepViewModel => ({ facts, phase, incident, ...gaze });
  const measure = () => ({ ...measureTerminal(terminal), ascii, colors });
  const rowsShown = () => layOut({ facts, selected: gaze.selected }, { rows: measure().rows - FOOT_ROWS });
  const repainter = createRepainter(() =>
    canvas?.show(look.isOpen ? look.draw(measure()) : drawSweepScreen(buildModel(), measure())),
  );
  const look = createRunLook(options.lookInto, repainter.soon);
  const pressHere = (key: string) => {
    incident = null;
    const { from, to } = rowsShown();
    const { selected, keysPage } = pressInSweep(
      {
        ...{ viewModel: buildModel(), page: to - from, keyPages: countSweepKeyPages(measure()) },
        lookInto: () => {
          if (!look.open(gaze.selected)) incident = 'nothing is to be seen of this run yet';
        },
        leave: () => (facts.isOurs && phase !== 'over' ? stop() : leave()),
      },
      key,
    );
    gaze = { selected, keysPage };
  };
  const onKey = (key: string) => {
    if (look.isOpen && key !== 'ctrl+c') look.press(key, measure());
    else pressHere(key);
    repainter.afterKey();
  };
  canvas = openCanvas(terminal, { onResize: repainter.now, onKey });
  repainter.now();
  return {
    changed: repainter.soon,
    tell: (text) => {
      incident = text;
      repainter.soon();
    },
    enter: (next) => {
      phase = next;
      repainter.soon();
    },
    isShown: (index) => index >= rowsShown().from && index < rowsShown().to,
    left,
    close: () => {
      if (canvas === null) return;
      look.close();
      repainter.rest();
      canvas.leave();
      canvas = null;
      terminal.stdout.write(`${lastPicture(buildModel(), terminal, ascii)}\n\n`);
    },
  };
}

function lastPicture(viewModel: SweepViewModel, terminal: Terminal, ascii: boolean): string {
  const columns = Math.min(measureTerminal(terminal).columns, FINAL_COLUMNS_MAX);
  const size = { columns, rows: FINAL_ROWS, ascii, colors: false };
  const picture = drawSweepPicture(viewModel, size, { isMarked: false });
  return picture.map((line) => plain(line).trimEnd()).join('\n');
}
