/** A machine for `clp doctor`: a home directory of its own, and what it looks like from there. */
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { Readable } from 'node:stream'
import { onTestFinished } from 'vitest'
import type { CheckContext } from '../../src/cli/checks/check.ts'
import type { Cli } from '../../src/cli/context/cli.ts'
import { gatherContext } from '../../src/cli/doctor/doctor-context.ts'
import { en } from '../../src/cli/messages/en.ts'
import { createPrint } from '../../src/cli/output/print.ts'
import { systemClock } from '../../src/contract/clock.ts'
import type { ExchangeRecord } from '../../src/contract/exchange.ts'
import { services } from '../../src/proxy/services/index.ts'
import { systemDocument } from '../../src/store/documents/system.ts'
import { homeAt } from '../../src/store/files/home.ts'
import { openRecordStore } from '../../src/store/open-record-store.ts'
import { captured, recordOf } from './records.ts'

const silent = { write: () => true }

export interface Machine {
  readonly root: string
  readonly home: string
  readonly write: (path: string, text: string, mode?: number) => string
  readonly look: (environment?: Readonly<Record<string, string>>) => Promise<CheckContext>
}

/** Removed when the test ends. */
export const createMachine = (): Machine => {
  const root = mkdtempSync(join(tmpdir(), 'clp-doctor-'))
  onTestFinished(() => rmSync(root, { recursive: true, force: true }))
  const home = join(root, '.clp')
  mkdirSync(home, { mode: 0o700 })
  return {
    root,
    home,
    write: (path, text, mode = 0o600) => {
      const file = join(root, path)
      mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
      writeFileSync(file, text)
      chmodSync(file, mode)
      return file
    },
    look: (environment = {}) => gatherContext(cliFor(root, home, environment)),
  }
}

/** Puts a request with a body into the log. */
export const record = async (machine: Machine, body: string, over: Partial<ExchangeRecord> = {}): Promise<void> => {
  const { logLimit: limits } = systemDocument.empty
  const { journal, close } = await openRecordStore({ file: homeAt(machine.home).database, limits, clock: systemClock })
  journal.append(recordOf({ request: captured(body), ...over }))
  await journal.flush()
  await close()
}

/** The ports lie below those that the system hands out by itself: no other test can have been given one. */
const cliFor = (root: string, home: string, environment: Readonly<Record<string, string>>): Cli => ({
  language: 'en',
  messages: en,
  print: createPrint(silent, silent),
  environment: { HOME: root, CLP_CLAUDE_PORT: '13210', CLP_CODEX_PORT: '13211', CLP_UI_PORT: '13300', ...environment },
  home: homeAt(home),
  clock: systemClock,
  stdin: Readable.from([]),
  shelf: async () => services,
  services: async () => services,
  serviceIds: [],
  end: () => undefined,
})
