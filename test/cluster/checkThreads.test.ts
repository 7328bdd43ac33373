import { lastValueFrom } from 'rxjs';
import { describe, expect, test } from 'vitest';
import { checkThreads } from '../../src/cluster/checkThreads.js';
import { InputError } from '../../src/errors/inputError.js';
import { simulate, type SimulationOptions } from 'krumble';

describe('the number of threads', () => {
  test('is refused beyond what the memory holds, with the bound and its reason', () => {
    expect(() => checkThreads(1000, 24 * 2 ** 30)).toThrow(
      'threads: each takes about 24 MB, and this machine has 24.0 GiB of memory, found 1000, allowed a whole number from 1 to 858',
    );
    expect(() => checkThreads(858, 24 * 2 ** 30)).not.toThrow();
    expect(() => checkThreads(1024, 2 ** 40)).not.toThrow();
    expect(() => checkThreads(1025, 2 ** 40)).toThrow('allowed a whole number from 1 to 1024');
    expect(() => checkThreads(1, 1e6)).not.toThrow();
  });

  test.each([0, -1, 1.5, NaN, 'two', null])('%s is refused', (threads) => {
    expect(() => checkThreads(threads, 2 ** 40)).toThrow(InputError);
  });
});

test.each<[string, object]>([
  ['threads', { threads: 0 }],
  ['threads', { threads: 1.5 }],
  ['threads', { threads: 'two' }],
  ['backend', { backend: 'abacus' }],
  ['taskDeadlineMs', { taskDeadlineMs: -5 }],
  ['threadHeapMb', { threadHeapMb: Infinity }],
])('the library refuses a wrong %s by name before anything starts: %j', async (field, options) => {
  const rounds = simulate({ task: 'mnist-mlp' }, options as SimulationOptions);
  await expect(lastValueFrom(rounds)).rejects.toMatchObject({ name: 'InputError', mistake: { field } });
});
