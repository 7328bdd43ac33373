import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';

const ROOT = path.join(import.meta.dirname, '..');

/** The files that the package would have. */
function listPacked(): string[] {
  const args = ['pack', '--dry-run', '--json', '--ignore-scripts'];
  const said = execFileSync('npm', args, {
    cwd: ROOT,
    encoding: 'utf8',
    shell: process.platform === 'win32',
  });
  const [{ files }] = JSON.parse(said) as [{ files: { path: string }[] }];
  return files.map((file) => file.path);
}

test('the package has what runs, and nothing that names files that it has not', () => {
  const files = listPacked();
  expect(files).toContain('dist/bundle/main.js');
  expect(files).toContain('dist/index.d.ts');
  expect(files.filter((file) => /\.map$|\/\.|^(src|test)\//.test(file))).toEqual([]);
  const naming = files.filter(
    (file) =>
      file.endsWith('.js') && /^\/\/# sourceMappingURL=/m.test(readFileSync(path.join(ROOT, file), 'utf8')),
  );
  expect(naming).toEqual([]);
});
