/**
 * What stands in the place of the database or of one of its companions and can be none: a folder, a pipe, a link to nothing, a file that
 * belongs to somebody else. Opening some of them would wait for ever.
 */
import { accessSync, constants, lstatSync, renameSync, type Stats, statSync } from 'node:fs'
import { COMPANIONS } from './companions.ts'

/** Moves them to `<name>.damaged-<time>`; nothing is deleted. Returns the new names. Throws where the folder does not allow it. */
export const moveObstacles = (file: string, stamp: string): readonly string[] =>
  COMPANIONS.flatMap((suffix) => {
    const path = file + suffix
    if (!isObstacle(path)) return []
    const movedTo = `${path}.damaged-${stamp}`
    renameSync(path, movedTo)
    return [movedTo]
  })

/** What follows a link decides: somebody may keep the database elsewhere. */
export const isObstacle = (path: string): boolean => {
  if (lstatSync(path, { throwIfNoEntry: false }) === undefined) return false
  const found = statusOf(path)
  return found === undefined || !found.isFile() || (isForeign(found) && !isWritable(path))
}

const statusOf = (path: string): Stats | undefined => {
  try {
    return statSync(path, { throwIfNoEntry: false })
  } catch {
    // A link in a circle.
    return undefined
  }
}

const isForeign = ({ uid }: Stats): boolean => process.getuid !== undefined && uid !== process.getuid()

const isWritable = (path: string): boolean => {
  try {
    accessSync(path, constants.R_OK | constants.W_OK)
    return true
  } catch {
    return false
  }
}
