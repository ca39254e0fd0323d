/**
 * The last versions of each document, kept beside it with all their secrets: what was in force, since when, and how it came. Nobody waits for
 * them to be written but those who save through CLP.
 */
import { readFileSync, renameSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import type { Clock } from '../../contract/clock.ts'
import { stageFile } from '../files/atomic-file.ts'
import { versionOf } from '../files/document-file.ts'

const versionSchema = z.object({
  /** From 1; the newest is the highest. */
  revision: z.number().int().positive(),
  /** When it came into force, or was first seen, ms since 1970. */
  at: z.number(),
  /** `clp`: saved by an act of CLP; `file`: found in the file. */
  by: z.enum(['clp', 'file']),
  /** The same as `DocumentText.version`, of the text. */
  version: z.string(),
  /** Null: there was no file. */
  text: z.string().nullable(),
})

export type DocumentVersion = Readonly<z.infer<typeof versionSchema>>

const historySchema = z.object({ versions: z.array(versionSchema) })

export interface NotedText {
  readonly text: string | undefined
  readonly by: DocumentVersion['by']
}

export interface DocumentHistory {
  /** Newest first. Throws what the file system says; a file that holds no history is put aside, and there is none. */
  readonly of: (document: string) => readonly DocumentVersion[]
  /** Notes a text in force. The same as the newest one is no new version. */
  readonly note: (document: string, noted: NotedText) => void
  /** Forgets all versions of a document, with the secrets in them. */
  readonly clear: (document: string) => void
  /** Writes what is noted. Never rejects: a document that is saved is saved. */
  readonly settled: () => Promise<void>
  /** Writes no more of what nobody waits for: the text in force is noted again by whoever opens the documents next. */
  readonly close: () => void
}

/** Versions kept of each document, and the bytes of their texts in all. */
const MOST_VERSIONS = 50
const MOST_BYTES = 8 * 1024 * 1024
/** ms until what was noted is written when nobody waits for it. */
const DELAY_MS = 500

export interface DocumentHistoryOptions {
  /** Made when the first version is written. */
  readonly folder: string
  /** The folder that must be there, or nothing is written. */
  readonly home: string
  readonly clock: Clock
  /** Hears why versions could not be kept. */
  readonly onTrouble?: ((error: unknown) => void) | undefined
}

export const createDocumentHistory = (options: DocumentHistoryOptions): DocumentHistory => new FileHistory(options)

class FileHistory implements DocumentHistory {
  readonly #options: DocumentHistoryOptions
  #waiting: { readonly document: string; readonly at: number; readonly noted: NotedText }[] = []
  #timer: NodeJS.Timeout | undefined
  #writing: Promise<void> = Promise.resolve()

  constructor(options: DocumentHistoryOptions) {
    this.#options = options
  }

  readonly of = (document: string): readonly DocumentVersion[] => this.#read(document).toReversed()

  readonly note = (document: string, noted: NotedText): void => {
    this.#waiting.push({ document, at: this.#options.clock.now(), noted })
    this.#timer ??= setTimeout(() => void this.settled(), DELAY_MS).unref()
  }

  readonly clear = (document: string): void => {
    this.#waiting = this.#waiting.filter((one) => one.document !== document)
    rmSync(this.#fileOf(document), { force: true })
  }

  readonly settled = (): Promise<void> => {
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#writing = this.#writing.then(() => this.#writeAll()).catch((error) => this.#options.onTrouble?.(error))
    return this.#writing
  }

  readonly close = (): void => clearTimeout(this.#timer)

  async #writeAll(): Promise<void> {
    const taken = this.#waiting
    this.#waiting = []
    for (const document of new Set(taken.map((one) => one.document))) {
      const known = this.#read(document)
      const versions = taken
        .filter((one) => one.document === document)
        .reduce<readonly DocumentVersion[]>((all, { at, noted }) => withVersion(all, at, noted), known)
      if (versions !== known) await this.#write(document, versions)
    }
  }

  async #write(document: string, versions: readonly DocumentVersion[]): Promise<void> {
    const file = this.#fileOf(document)
    // A home that was taken away is not made again for the sake of its history.
    statSync(this.#options.home)
    const staged = await stageFile(file, JSON.stringify({ versions }))
    await staged.commit()
  }

  #read(document: string): readonly DocumentVersion[] {
    const file = this.#fileOf(document)
    const text = textOf(file)
    if (text === undefined) return []
    const versions = historySchema.safeParse(parsed(text)).data?.versions
    if (versions === undefined) renameSync(file, `${file}.damaged`)
    return versions ?? []
  }

  #fileOf(document: string): string {
    return join(this.#options.folder, `${document}.json`)
  }
}

const withVersion = (
  versions: readonly DocumentVersion[],
  at: number,
  { text = null, by }: { readonly text?: string | null | undefined; readonly by: DocumentVersion['by'] },
): readonly DocumentVersion[] => {
  const last = versions.at(-1)
  if (last !== undefined && last.text === text) return versions
  const revision = (last?.revision ?? 0) + 1
  return bounded([...versions, { revision, at, by, version: versionOf(text ?? ''), text }])
}

/** The newest of them, of which the very newest is kept whatever its size. */
const bounded = (versions: readonly DocumentVersion[]): readonly DocumentVersion[] => {
  let bytes = 0
  const newestFirst = versions.slice(-MOST_VERSIONS).toReversed()
  const end = newestFirst.findIndex(({ text }, index) => {
    bytes += Buffer.byteLength(text ?? '')
    return index > 0 && bytes > MOST_BYTES
  })
  return (end < 0 ? newestFirst : newestFirst.slice(0, end)).toReversed()
}

const textOf = (file: string): string | undefined => {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
