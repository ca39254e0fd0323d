/** Makes a folder for its owner alone, with those it lies in. */
import { existsSync, mkdirSync } from 'node:fs'
import { dirname } from 'node:path'

/** Nothing happens when it is there. Throws what the file system says. */
export const makeFolder = (path: string): void => {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    // So Node tells a read-only file system when it makes folders on the way. A single folder is refused with the true reason.
    mkdirSync(outermostMissing(path), { mode: 0o700 })
    throw error
  }
}

const outermostMissing = (path: string): string => {
  const parent = dirname(path)
  return parent === path || existsSync(parent) ? path : outermostMissing(parent)
}
