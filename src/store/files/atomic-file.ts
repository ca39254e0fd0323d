/**
 * Replaces a file's text as one act: a temporary file beside it, fsync, rename. Our own instead of `write-file-atomic`, which takes a
 * short write for a whole one (on a full disk it renames a cut file into place) and leaves temporary files, with their secrets,
 * behind a killed process.
 */

import { randomBytes } from 'node:crypto'
import { chmodSync, existsSync, readdirSync, realpathSync, renameSync, rmSync, statSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { isLink, systemReason } from './document-file.ts'
import { SaveError } from './file-errors.ts'
import { makeFolder } from './make-folder.ts'

/** A text that is safely on disk, but not yet in its place. */
export interface StagedFile {
  /**
   * Puts it in its place at once. Throws when the file system refuses; then nothing has changed. What it returns resolves once the
   * file would also survive a power cut, and never rejects.
   */
  readonly commit: () => Promise<void>
  readonly discard: () => void
}

/**
 * Writes the text beside the file at `path` (where a symbolic link leads, if it is one) with this mode, making folders with 0700.
 * The caller holds the lock. Throws an error that names the file when it cannot be written.
 */
export const stageFile = async (path: string, text: string, mode = 0o600): Promise<StagedFile> => {
  try {
    makeFolder(dirname(path))
    const target = targetOf(path)
    removeLeftovers(target)
    const draft = join(dirname(target), `${draftPrefix(target)}${randomBytes(6).toString('hex')}.tmp`)
    await writeWhole(draft, text, target)
    if (mode !== 0o600) chmodSync(draft, mode)
    return {
      commit: () => {
        try {
          renameSync(draft, target)
        } catch (error) {
          throw cannotWrite(path, error)
        }
        return syncFolder(dirname(target))
      },
      discard: () => rmSync(draft, { force: true }),
    }
  } catch (error) {
    throw cannotWrite(path, error)
  }
}

const cannotWrite = (path: string, error: unknown): Error =>
  new SaveError(
    path,
    `Cannot write "${path}": ${error instanceof DeadLink ? error.message : systemReason(error)}`,
    error,
  )

class DeadLink extends Error {}

const targetOf = (path: string): string => {
  try {
    return realpathSync(path)
  } catch (error) {
    if (isLink(path))
      throw new DeadLink('it is a symbolic link to a file that does not exist; mend or remove the link', {
        cause: error,
      })
    return path
  }
}

const writeWhole = async (draft: string, text: string, target: string): Promise<void> => {
  const handle = await open(draft, 'wx', 0o600)
  try {
    await handle.writeFile(text, 'utf8')
    await keepOwner(handle, target)
    await handle.sync()
  } catch (error) {
    rmSync(draft, { force: true })
    throw error
  } finally {
    await handle.close()
  }
}

/** Under `sudo` the file stays its user's: a daemon that runs as that user could not read it otherwise. */
const keepOwner = async (
  handle: { chown: (uid: number, gid: number) => Promise<void> },
  target: string,
): Promise<void> => {
  if (process.getuid?.() !== 0) return
  const owner = statSync(target, { throwIfNoEntry: false }) ?? statSync(dirname(target))
  await handle.chown(owner.uid, owner.gid)
}

const draftPrefix = (target: string): string => `.${basename(target)}.`

/** Removes what killed writers of the file at `path` left beside it. The caller holds the lock. */
export const removeDrafts = (path: string): void => {
  if (existsSync(dirname(path))) removeLeftovers(targetOf(path))
}

/** Drafts of writers that were killed. Only the holder of the lock writes, so no draft found now is anybody's. */
const removeLeftovers = (target: string): void => {
  const folder = dirname(target)
  for (const name of readdirSync(folder)) {
    if (!name.startsWith(draftPrefix(target)) || !/\.[0-9a-f]{12}\.tmp$/.test(name)) continue
    rmSync(join(folder, name), { force: true })
  }
}

/** Makes the rename itself survive a power cut, where folders can be synced (not on Windows). A busy disk takes its time for that. */
const syncFolder = async (folder: string): Promise<void> => {
  try {
    const handle = await open(folder, 'r')
    try {
      await handle.sync()
    } finally {
      await handle.close()
    }
  } catch {
    // The rename is done and seen by everybody; only its surviving a power cut within seconds is not promised here.
  }
}
