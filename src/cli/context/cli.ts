/** What every command is given: texts, printer, surroundings. Nothing heavy is loaded before a command asks for it. */
import type { Readable } from 'node:stream'
import type { Clock } from '../../contract/clock.ts'
import type { Environment } from '../../process/options.ts'
import type { ClientService } from '../../proxy/exchange/service.ts'
import type { Home } from '../../store/files/home.ts'
import type { Messages } from '../messages/en.ts'
import type { Print } from '../output/print.ts'
import type { Language } from './language.ts'

export interface Cli {
  readonly language: Language
  readonly messages: Messages
  readonly print: Print
  readonly environment: Environment
  readonly home: Home
  readonly clock: Clock
  readonly stdin: Readable
  /** All client services there are. */
  readonly shelf: () => Promise<readonly ClientService[]>
  /** Those of them that run in this home. */
  readonly services: () => Promise<readonly ClientService[]>
  /** Their ids where they are needed before the command runs (help), else empty. */
  readonly serviceIds: readonly string[]
  /** Sets the exit code of a command that ends well but has something to tell by it: one of `EXIT`, or another program's. */
  readonly end: (code: number) => void
}
