import { expect, test } from 'vitest';
import { parseRedisUrl, readDatabase } from '../../src/queue/address.js';

test.each([
  ['redis://host', 0],
  ['redis://host/', 0],
  ['redis://user:pa%2Fss@host:6379/0', 0],
  ['rediss://:secret@[::1]:6380/15', 15],
])('%s is an address, of database %i', (address, database) => {
  expect(readDatabase(parseRedisUrl(address))).toBe(database);
});

test.each([
  ...['', 'host', 'http://:secret@host', 'redis://', 'redis:host'].map((text) => [text, 'not the address']),
  ...['-1', '1.5', 'x', '1/', '01', '1e3', '+1', '%31', '/1', '1234567890', '1/secret'].map((end) => [
    `redis://:secret@host/${end}`,
    'what stands behind the server is not the number of a database',
  ]),
  ...['?db=2', '?', '/1#2', '/1?keyPrefix=x', '/?family=6'].map((end) => [
    `redis://:secret@host${end}`,
    'holds ? or #',
  ]),
  ['redis://:secret%zz@host', 'hold a % that is no code'],
  ['redis://secret%@host', 'hold a % that is no code'],
])('%j is no address, and what is told of it holds no secret', (address, problem) => {
  expect(() => parseRedisUrl(address)).toThrow(problem);
  expect(() => parseRedisUrl(address)).not.toThrow('secret');
});
