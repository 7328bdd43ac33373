import { countHomeKeyPages, countHomeRows, drawHomeScreen } from '../draw/homeScreen.js';
import { type HomeChoice, pressAtHome } from '../homeKeys.js';
import type { HomeGaze, HomeTab } from '../homeViewModel.js';
import { type Canvas, measureTerminal, openCanvas } from './canvas.js';
import { createRepainter } from './repainter.js';
import type { Terminal } from './screen.js';

/** What the home screen is given. */
export interface HomeScreenOptions {
  readonly ascii: boolean;
  readonly colors: boolean;
  readonly tabs: readonly HomeTab[];
  /** What was looked at when it was left before. */
  readonly gaze: HomeGaze;
  /** Leaves when it is aborted. */
  readonly signal: AbortSignal;
}

/** What somebody asked for, and what they looked at then. */
export interface HomeAnswer {
  readonly choice: HomeChoice;
  readonly gaze: HomeGaze;
}

/** Takes over a terminal until somebody asks for what is done elsewhere; then it is given back. */
export function showHome(
  terminal: Terminal,
  { ascii, colors, tabs, gaze: first, signal }: HomeScreenOptions,
): Promise<HomeAnswer> {
  let gaze = first;
  let canvas: Canvas | null = null;
  const measure = () => ({ ...measureTerminal(terminal), ascii, colors });
  const repainter = createRepainter(() => canvas?.show(drawHomeScreen({ ...gaze, tabs }, measure())));
  return new Promise((resolve) => {
    const answer = (choice: HomeChoice) => {
      if (canvas === null) return;
      repainter.rest();
      canvas.leave();
      canvas = null;
      resolve({ choice, gaze });
    };
    const onKey = (key: string) => {
      if (canvas === null) return; // keys that came along with the one that was the answer
      let chosen: HomeChoice | null = null;
      const { rows } = measure();
      const keyContext = {
        ...{
          viewModel: { ...gaze, tabs },
          page: countHomeRows({ rows }),
          keyPages: countHomeKeyPages({ rows }),
        },
        choose: (choice: HomeChoice) => (chosen = choice),
      };
      gaze = pressAtHome(keyContext, key);
      if (chosen === null) repainter.afterKey();
      else answer(chosen);
    };
    canvas = openCanvas(terminal, { onResize: repainter.now, onKey });
    signal.addEventListener('abort', () => answer({ does: 'leave' }), { once: true });
    repainter.now();
  });
}
