/** Entry of the thread that reads the original's logs: a line of them holds whole bodies, and parsing it would hold up requests. */
import { stepBack } from '../threads/background.ts'
import { serveCalls } from '../threads/serve-calls.ts'
import { threadPort } from '../threads/start-thread.ts'
import { importParts } from './import-files.ts'
import type { ImportPart, ImportProgress, ImportSource } from './import-report.ts'

export interface ImportCalls {
  readonly begin: (source: ImportSource, before: ImportProgress) => undefined
  /** Undefined after the last one. */
  readonly next: () => ImportPart | undefined
}

stepBack()
serveCalls<ImportCalls>(threadPort(), () => {
  let parts: AsyncGenerator<ImportPart> | undefined
  return {
    begin: ([source, before]) => {
      parts = importParts(source, before)
      return undefined
    },
    next: async () => (await parts?.next())?.value as ImportPart | undefined,
  }
})
