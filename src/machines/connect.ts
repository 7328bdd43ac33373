import { Redis } from 'ioredis';
import { InputError } from '../errors/inputError.js';
import { showText } from '../errors/show.js';
import { serverOf, urlOf } from './address.js';

const RETRY_MS_MAX = 2000;
const TIMEOUT_MS = 5000;

/**
 * Connects to the Redis server that an argument names. Once connected, a connection that is lost is taken up again, for as long
 * as it takes. Throws an InputError that names the server, never its password, where it is none, or none answers.
 */
export async function connectTo(address: string): Promise<Redis> {
  const url = urlOf(address);
  let connected = false;
  let problem = '';
  const redis = new Redis(url.href, {
    lazyConnect: true,
    connectTimeout: TIMEOUT_MS,
    maxRetriesPerRequest: null, // BullMQ's workers wait for as long as it takes
    retryStrategy: (times) => (connected ? Math.min(200 * times, RETRY_MS_MAX) : null),
  });
  redis.on('error', ({ message }: Error) => {
    problem = message; // told where the first connection fails; later ones are taken up again
  });
  try {
    await redis.connect();
    await redis.ping();
    connected = true;
    return redis;
  } catch (error) {
    redis.disconnect();
    throw new InputError({
      place: { file: '--redis' },
      found: serverOf(url),
      problem: `no Redis server that can be used: ${showText(problem || (error as Error).message)}`,
    });
  }
}
