/**
 * Where the files of this package are, for whoever starts or serves one of them. In `src`, in `dist` and in `build` every file that may
 * hold this code, whichever file the bundler puts it in, lies two folders below the root.
 */
import { fileURLToPath } from 'node:url'

/** Absolute path of a file of the package; `path` is relative to its root, for example `dist/cli/main.js`. */
export const packageFile = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url))
