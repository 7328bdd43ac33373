import { fileURLToPath } from 'node:url';

/** The program as it was built, for those who start it in a process of its own. */
export const PROGRAM_FILE = fileURLToPath(new URL('../../dist/bundle/main.js', import.meta.url));
