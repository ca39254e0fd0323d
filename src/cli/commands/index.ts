/** The shelf of commands, in the order of `clp --help`. */
import type { CommandPart } from '../command.ts'
import { auth } from './auth.ts'
import { restart } from './restart.ts'
import { run } from './run.ts'
import { start } from './start.ts'
import { status } from './status.ts'
import { stop } from './stop.ts'
import { ui } from './ui.ts'

export const commands: readonly CommandPart[] = [start, stop, restart, status, run, ui, auth]
