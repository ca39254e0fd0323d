/** Which files under the home other users of this machine can read. Files that CLP writes are 0600; older ones may not be. */
import { readdirSync, type Stats, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Home } from './home.ts'

const OTHERS_READ = 0o044
const OTHERS_ENTER = 0o011
/** Everything in these folders may hold keys or conversations: documents, the log, old logs, the daemon's own log. */
const FOLDERS = ['', 'data', 'data/history', 'run'] as const

/**
 * Absolute paths of files that group or others can read, links followed; empty when the home itself is closed to them, and on
 * Windows, where modes say nothing. Never throws: what cannot be looked at is left out.
 */
export const readableByOthers = (home: Home, platform: NodeJS.Platform): readonly string[] => {
  if (platform === 'win32' || !isOpen(home.root, OTHERS_ENTER)) return []
  return FOLDERS.map((folder) => join(home.root, folder))
    .filter((folder) => isOpen(folder, OTHERS_ENTER))
    .flatMap((folder) => namesIn(folder).map((name) => join(folder, name)))
    .filter((path) => isOpen(path, OTHERS_READ, (stats) => stats.isFile()))
}

const isOpen = (path: string, bits: number, also: (stats: Stats) => boolean = () => true): boolean => {
  try {
    const stats = statSync(path)
    return (stats.mode & bits) !== 0 && also(stats)
  } catch {
    return false
  }
}

const namesIn = (folder: string): readonly string[] => {
  try {
    return readdirSync(folder).sort()
  } catch {
    return []
  }
}
