const REPAINT_REST_MS = 85; // at most 12 repaints a second
/** A slow repaint is followed by a rest of so many times its duration: watching must not slow the rounds. */
const REST_FACTOR = 40;
const REST_MAX_MS = 500;
const KEY_REST_MS = 15;

/** Says when a screen is painted anew. */
export interface Repainter {
  /** At once. */
  now(): void;
  /** After the rest that the last repaint calls for, once for all that ask meanwhile. */
  soon(): void;
  /** After a key, which a person waits for. */
  afterKey(): void;
  /** Not any more, until somebody asks again. */
  rest(): void;
}

/** A repainter that calls `paint`. */
export function createRepainter(paint: () => void): Repainter {
  let resting: NodeJS.Timeout | null = null;
  let restMs = REPAINT_REST_MS;
  const rest = () => {
    if (resting !== null) clearTimeout(resting);
    resting = null;
  };
  const now = () => {
    rest();
    const startMs = performance.now();
    paint();
    const wantedMs = REST_FACTOR * (performance.now() - startMs);
    restMs = Math.min(REST_MAX_MS, Math.max(REPAINT_REST_MS, wantedMs));
  };
  return {
    now,
    soon: () => {
      resting ??= setTimeout(now, restMs);
    },
    afterKey: () => {
      rest();
      resting = setTimeout(now, KEY_REST_MS);
    },
    rest,
  };
}
