import { describe, expect, test } from 'vitest';
import { earlierStops, stopArguments } from '../../src/cli/lessonStops.js';
import { readStops } from '../../src/scenario/lesson.js';
import { krumble } from '../support/inProcess.js';

const stops = readStops();
const MAKES_RUN = ['run', 'branch'];

describe('the lesson', () => {
  test('is printed where there is no terminal, each stop with the command that it runs', async () => {
    const { code, stdout } = await krumble(['lesson']);
    expect(code).toBe(0);
    for (const [index, { title }] of stops.entries()) {
      expect(stdout).toContain(`\n${index + 1} of ${stops.length}: ${title}\n`);
      expect(stdout).toContain(`\n  krumble ${stops[index].command[0]} `);
    }
    const rest = await krumble(['lesson', '4']);
    expect(rest.stdout.match(/^\d of/gm)?.[0]).toBe('4 of');
    expect((await krumble(['lesson', '99'])).code).toBe(2);
  });

  test.each(stops.flatMap(({ title, command: [name, ...args] }) => (name === 'run' ? [[title, args]] : [])))(
    'has at the stop "%s" a scenario that is one',
    async (_, args) => {
      expect(await krumble(['check', ...args])).toMatchObject({ code: 0 });
    },
  );

  test('is about runs of earlier stops alone, in the folders that these have', () => {
    for (const [index, stop] of stops.entries()) {
      for (const earlier of earlierStops(stop)) {
        expect(earlier).toBeLessThan(index + 1);
        expect(MAKES_RUN).toContain(stops[earlier - 1].command[0]);
        expect(stopArguments(stops, index, 'kept')).toContain(`kept/${earlier}`);
        expect(stopArguments(stops, earlier - 1, 'kept').join(' ')).toContain(`--out kept/${earlier} `);
      }
    }
  });
});
