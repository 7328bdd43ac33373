import { InputError } from '../errors/inputError.js';
import { isSystemError, systemProblem } from '../errors/systemError.js';
import { CURRENT_FOLDER_GONE } from '../files/checkCurrentFolder.js';
import { NO_WEBASSEMBLY } from '../kernels/simd.js';

/** What the system says of places that a user chose and may choose otherwise. */
const OF_PLACES = ['EACCES', 'EPERM', 'EROFS', 'ENAMETOOLONG', 'ELOOP', 'ENOTDIR'];

/** An error of the system that the user can mend, as an InputError; any other error as it is. */
export function explainError(error: unknown): unknown {
  // What a library needs it for is loaded at its first use.
  if (error instanceof ReferenceError && error.message === 'WebAssembly is not defined')
    return new InputError({ problem: NO_WEBASSEMBLY });
  if (!isSystemError(error)) return error;
  if (error.syscall === 'uv_cwd') return new InputError({ problem: CURRENT_FOLDER_GONE });
  if (error.path === undefined || !OF_PLACES.includes(error.code ?? '')) return error;
  return new InputError({ place: { file: error.path }, problem: systemProblem(error) });
}
