import { showText } from '../errors/show.js';

const NOTICE_MAX = 500;

/** Says on standard error what is no mistake, and yet not what one may think; each once, with how often. */
export function tellNotices(notices: readonly (string | null)[]): void {
  for (const notice of new Set(notices)) {
    if (notice === null) continue;
    const count = notices.filter((one) => one === notice).length;
    const where = count > 1 ? ` (${count} times)` : '';
    process.stderr.write(`notice: ${showText(notice, NOTICE_MAX)}${where}\n`);
  }
}
