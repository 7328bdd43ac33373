import { lstatSync, realpathSync } from 'node:fs';
import path from 'node:path';

/**
 * The run folder that a link such as `latest` leads to now; any other path as it was given.
 * So a command stays with one run when the link is turned to another.
 * A link that leads nowhere is for the reader to refuse.
 */
export function followLink(folder: string): string {
  try {
    // Resolved: a slash at the end would look through the link.
    if (!lstatSync(path.resolve(folder)).isSymbolicLink()) return folder;
    const found = realpathSync(folder);
    return path.isAbsolute(folder) ? found : path.relative(process.cwd(), found) || '.';
  } catch {
    return folder;
  }
}
