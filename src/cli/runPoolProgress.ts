import type { Catalogue } from '../catalogue/catalogue.js';
import { clock } from '../ui/format.js';
import type { RunRequest } from './childRun.js';
import { runInPool } from './runPool.js';

/**
 * Runs errands as `runInPool` does, and says on standard error after each what came out,
 * as `describe` has it, and about how much time is left.
 */
export function runWithProgress(
  requests: readonly RunRequest[],
  catalogue: Catalogue,
  describe: (request: RunRequest) => string,
): Promise<boolean> {
  const startMs = Date.now();
  let done = 0;
  process.stderr.write(`${requests.length} runs to do\n`);
  const onDone = (request: RunRequest, tookMs: number) => {
    done++;
    const leftMs = ((Date.now() - startMs) / done) * (requests.length - done);
    const times = `took ${clock(tookMs)}; about ${clock(leftMs)} left`;
    process.stderr.write(`${done} of ${requests.length}  ${describe(request)}, ${times}\n`);
  };
  return runInPool(requests, catalogue, { onDone });
}
