import { drawBar } from '../ui/draw/bar.js';

const BAR_COLUMNS = 30;

/** What a long errand tells of itself. */
export interface ProgressLine {
  /** A line of its own. */
  readonly notice: (text: string) => void;
  readonly progress: (bytes: number, bytesMax: number) => void;
  /** Ends a bar that is being drawn. */
  readonly end: () => void;
}

/** Notices, and progress as a bar that is drawn in place on a terminal, else as a line for each tenth. */
export function progressLine(
  stream: NodeJS.WritableStream & { isTTY?: boolean },
  { ascii }: { ascii: boolean },
): ProgressLine {
  const drawsBar = Boolean(stream.isTTY) && process.env.TERM !== 'dumb';
  let shown = '';
  const end = () => {
    if (drawsBar && shown) stream.write('\n');
    shown = '';
  };
  return {
    notice: (text) => {
      end();
      stream.write(`${text}\n`);
    },
    progress: (bytes, bytesMax) => {
      const text = drawsBar ? barText(bytes, bytesMax, ascii) : tenthText(bytes, bytesMax);
      if (text === shown) return;
      shown = text;
      stream.write(drawsBar ? `\r${text}` : `${text}\n`);
    },
    end,
  };
}

function barText(bytes: number, bytesMax: number, ascii: boolean): string {
  return `${drawBar(bytes / bytesMax, BAR_COLUMNS, ascii)} ${sizes(bytes, bytesMax)}`;
}

function tenthText(bytes: number, bytesMax: number): string {
  return sizes((Math.floor((10 * bytes) / bytesMax) * bytesMax) / 10, bytesMax);
}

function sizes(bytes: number, bytesMax: number): string {
  const megabytes = (value: number) => (value / 1e6).toFixed(0);
  return `${megabytes(bytes).padStart(megabytes(bytesMax).length)} of ${megabytes(bytesMax)} MB`;
}
