/** Where the files of this package are, for whoever starts or serves one of them. */
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The nearest folder above this file that holds a `package.json`: the same from `src`, `dist` and `build`, however deep this code lies. */
const packageRoot = (): string => {
  let folder = dirname(fileURLToPath(import.meta.url))
  while (!existsSync(join(folder, 'package.json')) && dirname(folder) !== folder) folder = dirname(folder)
  return folder
}

/** Absolute path of a file of the package; `path` is relative to its root, for example `dist/cli/main.js`. */
export const packageFile = (path: string): string => join(packageRoot(), path)
