/**
 * Hears of changes to files by watching their folders, because editors put a new file in the place of the old one. A slow look at the
 * files themselves stands behind it, for file systems without events and for folders that are removed and made again.
 */
import { type FSWatcher, lstatSync, realpathSync, statSync, watch } from 'node:fs'
import { basename, dirname } from 'node:path'
import { signatureOf } from './document-file.ts'

export interface WatchOptions {
  /** Absolute paths; the files need not exist. */
  readonly paths: readonly string[]
  /** Called within the event, so that a change is known before the next request is looked at. */
  readonly onTouched: (path: string) => void
  /** Whether a slow look takes a file as touched though it seems the same: what could not be read may be readable by now. */
  readonly isUnsettled: (path: string) => boolean
  /** Time between two slow looks in ms. */
  readonly pollMs: number
}

interface WatchedFolder {
  readonly watcher: FSWatcher
  /** Tells a folder from another that has taken its place. */
  readonly identity: string
}

/** Returns its own undo. Keeps no process alive. */
export const watchFiles = (options: WatchOptions): (() => void) => {
  const folders = new Map<string, WatchedFolder>()
  const signatures = new Map(options.paths.map((path) => [path, signatureOf(path)]))

  const forget = (folder: string): void => {
    folders.get(folder)?.watcher.close()
    folders.delete(folder)
  }

  const listenTo = (folder: string, { byName, subfolders }: Contents): void => {
    const identity = identityOf(folder)
    if (folders.get(folder)?.identity === identity) return
    forget(folder)
    if (identity === '') return
    try {
      const watcher = watch(folder, { persistent: false }, (_event, name) => {
        // The database beside the documents changes all the time; a name that is not ours costs one look-up.
        const touched = name === null ? [...byName.values()] : [byName.get(name)]
        for (const path of touched) if (path !== undefined) options.onTouched(path)
        if (name !== null && subfolders.has(name)) look()
      })
      watcher.on('error', () => forget(folder))
      folders.set(folder, { watcher, identity })
    } catch {
      // No more watches to be had, or the folder went away: the slow look goes on without events.
    }
  }

  const listen = (): void => {
    const wanted = foldersOf(options.paths)
    for (const [folder, contents] of wanted) listenTo(folder, contents)
    for (const folder of folders.keys()) if (!wanted.has(folder)) forget(folder)
  }

  const look = (): void => {
    listen()
    for (const path of options.paths) {
      const signature = signatureOf(path)
      if (signature === signatures.get(path) && !options.isUnsettled(path)) continue
      signatures.set(path, signature)
      options.onTouched(path)
    }
  }

  listen()
  const timer = setInterval(look, options.pollMs)
  timer.unref()
  return () => {
    clearInterval(timer)
    for (const folder of [...folders.keys()]) forget(folder)
  }
}

interface Contents {
  /** Name in the folder → path as it was asked for. */
  readonly byName: Map<string, string>
  /** Names in the folder that are themselves watched folders, once they exist. */
  readonly subfolders: Set<string>
}

/** What to listen for in which folder. A file that is a symbolic link is found in two folders: the link's and its target's. */
const foldersOf = (paths: readonly string[]): ReadonlyMap<string, Contents> => {
  const folders = new Map<string, Contents>()
  for (const path of paths) {
    for (const place of new Set([path, targetOf(path)])) {
      const contents = folders.get(dirname(place)) ?? { byName: new Map(), subfolders: new Set() }
      contents.byName.set(basename(place), path)
      folders.set(dirname(place), contents)
    }
  }
  for (const folder of folders.keys()) folders.get(dirname(folder))?.subfolders.add(basename(folder))
  return folders
}

const targetOf = (path: string): string => {
  try {
    return lstatSync(path).isSymbolicLink() ? realpathSync(path) : path
  } catch {
    return path
  }
}

const identityOf = (folder: string): string => {
  try {
    const { dev, ino } = statSync(folder, { bigint: true })
    return `${dev} ${ino}`
  } catch {
    return ''
  }
}
