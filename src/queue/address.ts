import { InputError } from '../errors/inputError.js';

/**
 * The URL of a Redis server. Throws an InputError for any other address.
 * The message does not repeat the address, because it may hold a password.
 */
export function parseRedisUrl(address: string): URL {
  const url = URL.canParse(address) ? new URL(address) : null;
  if (url !== null && ['redis:', 'rediss:'].includes(url.protocol) && url.hostname !== '') return url;
  const allowed = 'redis://HOST:PORT or rediss://USER:PASSWORD@HOST:PORT';
  throw new InputError({ place: { file: '--redis' }, problem: 'not the address of a Redis server', allowed });
}

/** The server that a connection is to, without its password. */
export function formatServer({ protocol, host }: Pick<URL, 'protocol' | 'host'>): string {
  return `${protocol}//${host}`;
}
