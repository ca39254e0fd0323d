/** Which home a command is about. */
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import type { Environment } from '../../process/options.ts'
import { type Home, homeAt } from '../../store/files/home.ts'

/** `CLP_HOME`, else `.clp` in the user's own folder. */
export const homeOf = (environment: Environment): Home =>
  homeAt(resolve(environment['CLP_HOME'] || join(homedir(), '.clp')))
