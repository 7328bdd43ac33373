import type { Controls } from '../controls.js';

const STOP_POLL_MS = 200;

/** Waits until somebody leaves by a key, or a signal asks to stop, as that of a terminal that is closed. */
export function untilStopped(
  controls: Pick<Controls, 'stopped'>,
  take: (leave: () => void) => void,
): Promise<void> {
  return new Promise((resolve) => {
    const looking = setInterval(() => controls.stopped && end(), STOP_POLL_MS);
    const end = () => {
      clearInterval(looking);
      resolve();
    };
    take(end);
  });
}
