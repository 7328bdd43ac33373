const ENTER = '\x1b[?1049h\x1b[2J\x1b[H';
const CLEAR = '\x1b[2J\x1b[H';
const LEAVE = '\x1b[?1049l\x1b[?25h';
const RESIZE_REST_MS = 40;

/** Streams of a terminal: its screen and its keyboard. */
export interface Terminal {
  readonly stdout: NodeJS.WriteStream;
  readonly stdin: NodeJS.ReadStream;
}

/** The terminal's alternate screen, which leaves the user's own lines untouched. */
export interface Screen {
  /** What Ink writes to. */
  readonly stdout: NodeJS.WriteStream;
  clear(): void;
  /** Gives the user's screen back. Does nothing the second time. */
  leave(): void;
}

/**
 * Enters the alternate screen. It is left at the latest when the process exits. `onResize` is called when the
 * terminal has had a new size for a moment, `onLeave` just before the screen is left.
 */
export function openScreen(
  { stdout }: Terminal,
  { onResize, onLeave }: { onResize: () => void; onLeave: () => void },
): Screen {
  let left = false;
  let resting: NodeJS.Timeout | undefined;
  const resized = () => {
    clearTimeout(resting);
    resting = setTimeout(onResize, RESIZE_REST_MS);
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
  return { stdout: withoutHeight(stdout), clear: () => void stdout.write(CLEAR), leave };
}

/**
 * The stream, but without a height and without news of resizes: Ink clears the scrollback of a terminal whose
 * height a frame once filled, and the view already keeps to the real height by itself.
 */
function withoutHeight(stdout: NodeJS.WriteStream): NodeJS.WriteStream {
  return new Proxy(stdout, {
    get: (target, name) => {
      if (name === 'rows') return Number.MAX_SAFE_INTEGER;
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
