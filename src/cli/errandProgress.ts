import type { Catalogue } from '../catalogue/catalogue.js';
import { clock } from '../ui/format.js';
import type { Errand } from './errand.js';
import { runErrands } from './errands.js';

/**
 * Runs errands as `runErrands` does, and says on standard error after each what came out,
 * as `describe` has it, and about how much time is left.
 */
export function runWithProgress(
  errands: readonly Errand[],
  catalogue: Catalogue,
  describe: (errand: Errand) => string,
): Promise<boolean> {
  const startMs = Date.now();
  let done = 0;
  process.stderr.write(`${errands.length} runs to do\n`);
  return runErrands(errands, catalogue, (errand, tookMs) => {
    done++;
    const leftMs = ((Date.now() - startMs) / done) * (errands.length - done);
    const times = `took ${clock(tookMs)}; about ${clock(leftMs)} left`;
    process.stderr.write(`${done} of ${errands.length}  ${describe(errand)}, ${times}\n`);
  });
}
