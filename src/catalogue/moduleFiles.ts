import { createHash } from 'node:crypto';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { parse as parseModule } from 'es-module-lexer';
import { InputError } from '../errors/inputError.js';
import { showText } from '../errors/show.js';
import { readBounded } from '../files/readBounded.js';
import type { UsedFile } from './usedModule.js';

const FILES_MAX = 200;
const BYTES_MAX = 4 << 20;

/**
 * The files that a module consists of: itself, then all that it and they import by relative path,
 * each once, in the order of their names, with their hashes.
 * Nothing is run.
 * Throws an InputError that names a file which cannot be read.
 */
export async function moduleFiles(file: string): Promise<UsedFile[]> {
  // Loaded where there is a module: it starts WebAssembly of its own, in every thread.
  const { init, parse } = await import('es-module-lexer');
  await init;
  const root = path.resolve(file);
  const found = new Map<string, string>();
  const waiting = [root];
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    if (found.has(next)) continue;
    if (found.size === FILES_MAX) {
      throw new InputError({
        place: { file },
        problem: `imports more than ${FILES_MAX} files by relative path`,
      });
    }
    const bytes = readBounded(next, { bytesMax: BYTES_MAX, field: '--use', links: true });
    found.set(next, createHash('sha256').update(bytes).digest('hex'));
    waiting.push(...relativeImports(next, Buffer.from(bytes).toString('utf8'), parse));
  }
  const [[, own], ...others] = found;
  const imported = others
    .map(([at, sha256]) => ({
      file: path.relative(path.dirname(root), at).split(path.sep).join('/'),
      sha256,
    }))
    .sort((a, b) => (a.file < b.file ? -1 : 1));
  return [{ file: path.basename(root), sha256: own }, ...imported];
}

function relativeImports(file: string, text: string, parse: typeof parseModule): string[] {
  if (path.extname(file) === '.json') return [];
  try {
    const [imports] = parse(text, file);
    return imports
      .flatMap(({ n: name }) => (name !== undefined && /^\.\.?\//.test(name) ? [name] : []))
      .map((name) => fileURLToPath(new URL(name, pathToFileURL(file))));
  } catch (error) {
    const problem = `not a JavaScript module: ${showText((error as Error).message, 200)}`;
    throw new InputError({ place: { file }, problem });
  }
}
