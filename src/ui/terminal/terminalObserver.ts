import type { Controls } from '../controls.js';
import { drawPicture } from '../draw/screen.js';
import { plain } from '../draw/text.js';
import { resultText } from '../linesObserver.js';
import type { Observer } from '../observer.js';
import { RunView } from '../runView.js';
import type { ViewModel } from '../viewModel.js';
import { type Canvas, measureTerminal, openCanvas } from './canvas.js';
import { createRepainter } from './repainter.js';
import type { Terminal } from './screen.js';
import { untilStopped } from './untilStopped.js';

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
  const view = new RunView(controls, () => repainter.soon());
  let canvas: Canvas | null = null;
  let leave: () => void = () => undefined;
  const repainter = createRepainter(() =>
    canvas?.show(view.draw({ ...measureTerminal(terminal), ascii, colors })),
  );
  const onKey = (key: string) => {
    view.press(key, { leave, size: measureTerminal(terminal) });
    repainter.afterKey();
  };
  return {
    start: (facts) => {
      view.start(facts);
      canvas = openCanvas(terminal, { onResize: repainter.now, onKey });
      repainter.now();
    },
    recall: (round) => view.recall(round),
    round: (round) => {
      view.add(round);
      repainter.soon();
    },
    twin: (evaluated) => {
      view.addTwin(evaluated);
      repainter.soon();
    },
    incident: (text) => {
      view.tell(text);
      repainter.soon();
    },
    finish: async (result, how, detail) => {
      const { facts } = view;
      if (facts === null) return;
      view.end(how);
      if (facts.watched ? !controls.stopped : how !== 'failed' && how !== 'interrupted') {
        view.dropQuestion();
        repainter.now();
        await untilStopped(controls, (resolve) => (leave = resolve));
      }
      repainter.rest();
      canvas?.leave();
      canvas = null;
      const text = lastPicture(view.firstLook()!, terminal, ascii);
      terminal.stdout.write(`${text}\n\n${resultText(facts, result, how, { ...detail, twin: view.twin })}`);
    },
  };
}

function lastPicture(viewModel: ViewModel, terminal: Terminal, ascii: boolean): string {
  const columns = Math.min(measureTerminal(terminal).columns, FINAL_COLUMNS_MAX);
  const lines = drawPicture(viewModel, { columns, rows: FINAL_ROWS, ascii, colors: false });
  return lines.map((line) => plain(line).trimEnd()).join('\n');
}
