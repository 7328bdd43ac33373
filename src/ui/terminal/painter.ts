const BEGIN = '\x1b[?2026h'; // terminals that know it show the update as a whole
const END = '\x1b[?2026l';

/** Paints frames on a screen of its own, line by line, only those that changed. */
export interface Painter {
  /** A frame is lines of text, with colours, none longer than the screen is wide. */
  paint(frame: string): void;
  /** Forgets what was painted, after the screen was cleared. */
  forget(): void;
}

/**
 * Every changed line is placed by its absolute position, and nothing is ever scrolled.
 * So no resize, and no frame as high as the screen, can leave
 * lines behind or reach the terminal's scrollback.
 */
export function createPainter(write: (text: string) => void): Painter {
  let painted: readonly string[] = [];
  return {
    paint: (frame) => {
      const lines = frame.split('\n');
      const height = Math.max(lines.length, painted.length);
      let text = '';
      for (let row = 0; row < height; row++) {
        const line = lines[row] ?? '';
        if (line !== painted[row]) text += `\x1b[${row + 1};1H\x1b[0m\x1b[2K${line}\x1b[0m`;
      }
      painted = lines;
      if (text !== '') write(BEGIN + text + END);
    },
    forget: () => {
      painted = [];
    },
  };
}
