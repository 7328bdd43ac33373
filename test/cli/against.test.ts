import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { krumble } from '../support/inProcess.js';
import { temporaryFolder } from '../support/program.js';
import { small } from '../support/small.js';

function folderWith(scenario: object): string {
  const cwd = temporaryFolder();
  writeFileSync(path.join(cwd, 'small.yaml'), JSON.stringify(scenario));
  return cwd;
}

describe('krumble run --against', () => {
  test('runs the scenario and the same with others as a sweep, which krumble sweep goes on with', async () => {
    const cwd = folderWith({ ...small, training: { rounds: 1 } });
    const args = ['run', 'small.yaml', '--against', 'krum:variant=authors,nnm+median,krum', '--out', 'kept'];
    const made = await krumble(args, { cwd });
    expect(made.code, made.stderr).toBe(0);
    expect(made.stderr).toMatch(/^2 runs to do\n/); // Krum is the scenario's own, in its authors' variant
    expect(made.stdout).toMatch(
      /^small\n\ndefense +at best.*\nkrum \(authors\) .* 1 of 1\nnnm > median \(byzfl\) .* 1 of 1\n[^]*\nkept\n$/,
    );
    const kept = path.join(cwd, 'kept');
    const files = () => readdirSync(kept).filter((name) => /^[0-9a-f]{16}$/.test(name));
    const times = files().map((run) => statSync(path.join(kept, run, 'SHA256SUMS')).mtimeMs);
    const names = files().map((run) => {
      const manifest = readFileSync(path.join(kept, run, 'manifest.json'), 'utf8');
      return (JSON.parse(manifest) as { scenario: { name: string } }).scenario.name;
    });
    expect(names.sort()).toEqual(['small', 'small, defense=nnm+median']);

    const again = await krumble(args, { cwd });
    expect(again).toEqual({ ...made, stderr: '' });
    const defenses = 'defense=[{ rule: krum }, { rule: median, before: [nnm] }]';
    const swept = await krumble(['sweep', 'small.yaml', '--set', defenses, '--out', 'kept'], { cwd });
    expect([swept.code, swept.stderr]).toEqual([0, '']);
    expect(swept.stdout).toContain('1 of 1');
    expect(files().map((run) => statSync(path.join(kept, run, 'SHA256SUMS')).mtimeMs)).toEqual(times);
  });

  test('takes the scenario’s f for all that do not say it, and a chain before all that is set', async () => {
    const cwd = folderWith({ ...small, training: { rounds: 1 }, defense: { rule: 'krum', declared: 1 } });
    const args = ['run', 'small.yaml', '--against', 'median:declared=3,bulyan', '--out', 'kept'];
    const { code, stdout, stderr } = await krumble(args, { cwd });
    expect(code, stderr).toBe(0);
    expect(stdout.match(/^(krum|median|bulyan).*?(?= {2})/gm)).toEqual([
      'krum (authors), f=1',
      'median (byzfl), f=3',
      'bulyan (authors), f=1',
    ]);
  });

  test.each([
    [
      'mean,bulyan',
      ['--set', 'workers.corrupted=3'],
      '--against bulyan: defense.rule: bulyan (authors) cannot work',
    ],
    ['mean,bulian', [], '--against bulian: defense.rule: no rule has this name (did you mean bulyan?'],
    ['krum:variant=x', [], '--against krum:variant=x: defense.variant: found "x", allowed authors'],
    ['mean,', [], '--against: found "mean,", allowed defenses behind commas'],
    [
      'mean',
      ['--threads', '2'],
      '--threads: is for one run; those of --against have a process of their own each',
    ],
    ['mean', ['--force'], '--force: is for one run'],
    [
      'mean',
      ['--set', 'defense.rule=krum'],
      '--set defense.rule=krum: --against says already which defenses there are',
    ],
  ])('refuses %s with %j in one line, before anything is begun', async (list, more, begins) => {
    const cwd = folderWith(small);
    const { code, stdout, stderr } = await krumble(['run', 'small.yaml', '--against', list, ...more], {
      cwd,
    });
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr.startsWith(`krumble: ${begins}`), stderr).toBe(true);
    expect(stderr.split('\n')).toHaveLength(2);
    expect(readdirSync(cwd)).toEqual(['small.yaml']);
  });
});
