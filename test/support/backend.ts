import type { SimulationOptions } from 'krumble';

/**
 * The backend of gradient and training tests: wasm, or the one
 * that KRUMBLE_TEST_BACKEND names (docs/backends.md).
 */
export const testBackend = (process.env.KRUMBLE_TEST_BACKEND ?? 'wasm') as NonNullable<
  SimulationOptions['backend']
>;
