/**
 * Daemons that another one has taken over from and that still finish their requests: each keeps a note of its own below
 * `run/leaving`, for those who ask how many there are and for `clp stop`.
 */

import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { sync as writeFileAtomicSync } from 'write-file-atomic'
import { z } from 'zod'
import type { Home } from '../store/files/home.ts'
import { makeFolder } from '../store/files/make-folder.ts'
import { livenessOf, ownMark } from '../store/files/process-mark.ts'

const drainingSchema = z.object({
  pid: z.number().int().positive(),
  birth: z.string(),
  machine: z.string(),
  openRequests: z.number().int(),
  /** When what still runs is cut, ms since 1970. */
  until: z.number(),
})

export type DrainingDaemon = z.infer<typeof drainingSchema>

export interface DrainingNote {
  /** Says how many requests still run; written a moment later, so that many endings at once are one write. */
  readonly update: (openRequests: number) => void
  readonly remove: () => void
}

/** Time in which changes are gathered, ms. */
const DELAY_MS = 100

/** Writes the note of this process. `instance` is the name of its run. */
export const writeDrainingNote = (
  home: Home,
  instance: string,
  first: Pick<DrainingDaemon, 'openRequests' | 'until'>,
): DrainingNote => {
  const file = join(home.draining, `${instance}.json`)
  const mark = ownMark()
  let openRequests = first.openRequests
  let timer: NodeJS.Timeout | undefined
  const write = (): void => {
    timer = undefined
    try {
      makeFolder(home.draining)
      writeFileAtomicSync(file, JSON.stringify({ ...mark, ...first, openRequests }), { mode: 0o600 })
    } catch {
      // Requests are finished all the same; only nobody can read how many.
    }
  }
  write()
  return {
    update: (count) => {
      openRequests = count
      timer ??= setTimeout(write, DELAY_MS).unref()
    },
    remove: () => {
      clearTimeout(timer)
      rmSync(file, { force: true })
    },
  }
}

/** Those that still live; notes of dead ones are removed on the way. */
export const readDrainingDaemons = (home: Home): readonly DrainingDaemon[] =>
  namesIn(home.draining).flatMap((name) => {
    const file = join(home.draining, name)
    const note = readNote(file)
    if (note !== undefined && livenessOf(note) !== 'dead') return [note]
    rmSync(file, { force: true })
    return []
  })

const namesIn = (folder: string): readonly string[] => {
  try {
    return readdirSync(folder).filter((name) => name.endsWith('.json'))
  } catch {
    return []
  }
}

const readNote = (file: string): DrainingDaemon | undefined => {
  try {
    return drainingSchema.parse(JSON.parse(readFileSync(file, 'utf8')))
  } catch {
    return undefined
  }
}
