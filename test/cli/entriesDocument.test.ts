import { expect, test } from 'vitest';
import { documentEntries } from '../support/documentEntries.js';

test('docs/entries.md says of every entry what the entry says of itself', async () => {
  await expect(documentEntries()).toMatchFileSnapshot('../../docs/entries.md');
});
