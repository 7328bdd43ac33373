import { createPainter } from './painter.js';

const ENTER = '\x1b[?1049h\x1b[?25l\x1b[2J';
const CLEAR = '\x1b[2J';
const LEAVE = '\x1b[?25h\x1b[?1049l';
const RESIZE_REST_MS = 40;

/** Streams of a terminal: its screen and its keyboard. */
export interface Terminal {
  readonly stdout: NodeJS.WriteStream;
  readonly stdin: NodeJS.ReadStream;
}

/** The terminal's alternate screen, which leaves the user's own lines untouched. */
export interface Screen {
  /** A stream on which each write is a whole frame. */
  readonly frames: NodeJS.WriteStream;
  /** Gives the user's screen back. Does nothing the second time. */
  leave(): void;
}

/**
 * Enters the alternate screen. It is left at the latest when the process exits. `onResize` is called when the
 * terminal has had a new size for a moment and the screen is blank, `onLeave` just before the screen is left.
 */
export function openScreen(
  { stdout }: Terminal,
  { onResize, onLeave }: { onResize: () => void; onLeave: () => void },
): Screen {
  const painter = createPainter((text) => void stdout.write(text));
  let left = false;
  let resting: NodeJS.Timeout | undefined;
  const resized = () => {
    clearTimeout(resting);
    resting = setTimeout(() => {
      stdout.write(CLEAR);
      painter.forget();
      onResize();
    }, RESIZE_REST_MS);
  };
  const leave = () => {
    if (left) return;
    left = true;
    clearTimeout(resting);
    stdout.off('resize', resized);
    process.off('exit', leave);
    onLeave();
    stdout.write(LEAVE);
  };
  stdout.write(ENTER);
  stdout.on('resize', resized);
  process.on('exit', leave);
  const paint = (frame: string) => {
    if (!left) painter.paint(frame);
  };
  return { frames: framesOnly(stdout, paint), leave };
}

/** The stream as Ink sees it: what it writes are frames, and resizes are not its business. */
function framesOnly(stdout: NodeJS.WriteStream, paint: (frame: string) => void): NodeJS.WriteStream {
  return new Proxy(stdout, {
    get: (target, name) => {
      if (name === 'write') {
        return (text: unknown) => {
          if (typeof text === 'string') paint(text);
          return true;
        };
      }
      const value: unknown = Reflect.get(target, name, target);
      if (typeof value !== 'function') return value;
      if (name === 'on' || name === 'off') {
        return (event: string, listener: (...args: unknown[]) => void) =>
          event === 'resize' ? target : target[name](event, listener);
      }
      return value.bind(target) as unknown;
    },
  });
}
