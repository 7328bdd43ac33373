import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { InputError } from '../errors/inputError.js';
import { showText } from '../errors/show.js';
import { formatServer, parseRedisUrl, readDatabase } from './address.js';

const RETRY_MS_MAX = 2000;
const TIMEOUT_MS = 5000;

/**
 * Connects to the Redis server that an argument names.
 * A connection lost later is taken up again, for as long as it takes, and `say` is told.
 * Throws an InputError where there is no server, none answers, or it has no such database.
 * It names the server, never its password.
 */
export async function connectTo(address: string, say: (text: string) => void): Promise<Redis> {
  const url = parseRedisUrl(address);
  let connected = false;
  let problem = '';
  const redis = new Redis(url.href, {
    lazyConnect: true,
    connectTimeout: TIMEOUT_MS,
    maxRetriesPerRequest: null, // BullMQ's workers wait for as long as it takes
    retryStrategy: (times) => (connected ? Math.min(200 * times, RETRY_MS_MAX) : null),
  });
  redis.on('error', ({ message }: Error) => {
    problem = message; // told where the first connection fails
  });
  const refuse = (found: string, what: string, error: Error): never => {
    redis.disconnect();
    throw new InputError({
      place: { file: '--redis' },
      found,
      problem: `no Redis ${what} that can be used: ${showText(problem || error.message)}`,
    });
  };
  await inTime(redis.connect().then(() => redis.ping())).catch((error: Error) =>
    refuse(formatServer(url), 'server', error),
  );
  // A connection stays in database 0 where there is no such one, and says so to nobody.
  const database = readDatabase(url);
  if (database > 0) {
    await inTime(redis.select(database)).catch((error: Error) =>
      refuse(`${formatServer(url)}/${database}`, 'database', error),
    );
  }
  connected = true;
  let lost = false;
  redis.on('reconnecting', () => {
    if (!lost) say('the connection to the Redis server is lost; waiting for it');
    lost = true;
  });
  redis.on('ready', () => {
    lost = false;
    say('connected again');
  });
  return redis;
}

/** Fails where something that a server is to answer takes too long. */
async function inTime<T>(answer: Promise<T>): Promise<T> {
  answer.catch(() => undefined); // it may fail later, when nobody waits any more
  const late = new AbortController();
  const timer = sleep(TIMEOUT_MS, undefined, { signal: late.signal }).then(() => {
    throw new Error('it does not answer');
  });
  timer.catch(() => undefined);
  try {
    return await Promise.race([answer, timer]);
  } finally {
    late.abort();
  }
}
