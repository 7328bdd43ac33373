import { InputError } from '../errors/inputError.js';

/** The URL of a Redis server. Throws an InputError for what is no address; what was found is not repeated, for it may have a password in it. */
export function urlOf(address: string): URL {
  const url = URL.canParse(address) ? new URL(address) : null;
  if (url !== null && ['redis:', 'rediss:'].includes(url.protocol) && url.hostname !== '') return url;
  const allowed = 'redis://HOST:PORT or rediss://USER:PASSWORD@HOST:PORT';
  throw new InputError({ place: { file: '--redis' }, problem: 'not the address of a Redis server', allowed });
}

/** The server that a connection is to, without its password. */
export function serverOf({ protocol, host }: Pick<URL, 'protocol' | 'host'>): string {
  return `${protocol}//${host}`;
}
