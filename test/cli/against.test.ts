import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { krumble } from '../support/inProcess.js';
import { hasPseudoTerminals, inTerminal } from '../support/pseudoTerminal.js';
import { temporaryFolder } from '../support/program.js';
import { small } from '../support/small.js';

const TABLE =
  /^small\n\ndefense +at best.*\nkrum \(authors\) .* 1 of 1\nnnm > median \(byzfl\) .* 1 of 1\n[^]*\nkept\n$/;

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
    expect(made.stdout).toMatch(TABLE);
    const kept = path.join(cwd, 'kept');
    const runs = readdirSync(kept).filter((name) => /^[0-9a-f]{16}$/.test(name));
    const times = () => runs.map((run) => statSync(path.join(kept, run, 'SHA256SUMS')).mtimeMs);
    const before = times();
    const names = runs.map((run) => {
      const manifest = readFileSync(path.join(kept, run, 'manifest.json'), 'utf8');
      return (JSON.parse(manifest) as { scenario: { name: string } }).scenario.name;
    });
    expect(names.sort()).toEqual(['small', 'small, defense=nnm+median']);

    const defenses = 'defense=[{ rule: krum }, { rule: median, before: [nnm] }]';
    const swept = await krumble(['sweep', 'small.yaml', '--set', defenses, '--out', 'kept'], { cwd });
    expect([swept.code, swept.stderr]).toEqual([0, '']);
    const again = await krumble(args, { cwd });
    expect(again).toEqual({ ...made, stderr: '' });
    expect(times()).toEqual(before);
    expect(readdirSync(kept).filter((name) => /^[0-9a-f]{16}$/.test(name))).toEqual(runs);

    // Not on a terminal, what there is of a sweep is a table.
    expect(await krumble(['watch', 'kept'], { cwd })).toEqual(again);
    for (const [more, says] of [
      [['--speed', '2'], '--speed: is for one run'],
      [['--ui', 'json'], '--ui: found "json", allowed auto, tui, lines'],
    ] as const) {
      const refused = await krumble(['watch', 'kept', ...more], { cwd });
      expect([refused.code, refused.stderr.startsWith(`krumble: ${says}`)], refused.stderr).toEqual([
        2,
        true,
      ]);
    }
  });

  test.skipIf(!hasPseudoTerminals())(
    'shows its runs side by side on a terminal, and each by itself, until somebody leaves',
    async () => {
      const cwd = folderWith({ ...small, training: { rounds: 2 } });
      const terminal = inTerminal(['run', 'small.yaml', '--against', 'nnm+median', '--out', 'kept'], { cwd });
      await terminal.saw(/a krum \(authors\) +\d of 2/);
      await terminal.saw(/2 of 2 runs done[^]*> a krum \(authors\) +done[^]*q leaves/);
      terminal.press('\x1b[B\r');
      await terminal.saw(/watching small, defense=nnm\+median[^]*2 of 2 rounds · the run is complete/);
      terminal.press('\x1b');
      await terminal.saw(/> b nnm > median \(byzfl\) +done/);
      terminal.press('q');
      expect(await terminal.ended).toBe(0);
      expect(await terminal.text()).toMatch(/ {2}b nnm > median[^]*small\n\ndefense +at best/);
    },
  );

  test('takes the scenario’s f for a defense that does not say its own', async () => {
    const cwd = folderWith({ ...small, training: { rounds: 1 }, defense: { rule: 'krum', declared: 1 } });
    const args = ['run', 'small.yaml', '--against', 'bulyan', '--out', 'kept'];
    const { code, stdout, stderr } = await krumble(args, { cwd });
    expect(code, stderr).toBe(0);
    expect(stdout.match(/^(krum|bulyan).*?(?= {2})/gm)).toEqual([
      'krum (authors), f=1',
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
