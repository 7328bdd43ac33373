import { expect, test } from 'vitest';
import { createTurns } from '../../src/cluster/turns.js';

/** Tasks that end when they are told to, and the order in which they began. */
function tasks() {
  const begun: string[] = [];
  const ends = new Map<string, { resolve: (name: string) => void; reject: (error: Error) => void }>();
  const task = (name: string) => () =>
    new Promise<string>((resolve, reject) => {
      begun.push(name);
      ends.set(name, { resolve, reject });
    });
  const end = async (name: string) => {
    ends.get(name)!.resolve(name);
    await new Promise(setImmediate);
  };
  return { begun, ends, task, end };
}

test('so many tasks run at once; when one ends, urgent ones go first, then who came first', async () => {
  const { begun, task, end } = tasks();
  const turns = createTurns(2);
  const answers = ['a', 'b', 'c', 'd', 'E', 'F'].map((name) =>
    turns(name === name.toUpperCase(), task(name)),
  );
  expect(begun).toEqual(['a', 'b']);
  await end('b');
  expect(begun).toEqual(['a', 'b', 'E']);
  await end('a');
  await end('E');
  await end('F');
  expect(begun).toEqual(['a', 'b', 'E', 'F', 'c', 'd']);
  await end('d');
  await end('c');
  expect(await Promise.all(answers)).toEqual(['a', 'b', 'c', 'd', 'E', 'F']);
});

test('a task that fails, or could not begin, gives its turn on, and its error to who asked', async () => {
  const { begun, ends, task, end } = tasks();
  const turns = createTurns(1);
  const failing = turns(true, task('failing'));
  const refused = turns(true, () => {
    throw new Error('not today');
  });
  const last = turns(false, task('last'));
  ends.get('failing')!.reject(new Error('lost'));
  await expect(failing).rejects.toThrow('lost');
  await expect(refused).rejects.toThrow('not today');
  await new Promise(setImmediate);
  expect(begun).toEqual(['failing', 'last']);
  await end('last');
  expect(await last).toBe('last');
  const idle = turns(false, task('later'));
  expect(begun).toEqual(['failing', 'last', 'later']);
  await end('later');
  expect(await idle).toBe('later');
});
