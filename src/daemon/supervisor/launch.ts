/** What has to be run for a daemon with a guardian: by `clp start`, and by a daemon that hands over. */
import type { Home } from '../../store/files/home.ts'
import type { SharedSocket } from '../listening/shared-socket.ts'
import { type Detached, startDetached } from './detach.ts'
import type { GuardianOptions } from './supervisor.ts'

export interface LaunchPlan {
  /** The Node that runs it. */
  readonly node: string
  /** Script of the guardian. */
  readonly guardian: string
  /** Script of the command line, whose `run` is the daemon. */
  readonly main: string
  readonly environment: NodeJS.ProcessEnv
}

/** What a daemon gives to the one that takes over. */
export interface Heritage {
  readonly sockets: readonly SharedSocket[]
  /** Its claim on the home. */
  readonly heirOf: string
}

/** Resolves when the daemon is ready. Throws `StartFailure`. */
export const launch = (home: Home, plan: LaunchPlan, heritage?: Heritage): Promise<Detached> => {
  const { node, guardian, main, environment } = plan
  const sockets = heritage?.sockets ?? []
  const options: GuardianOptions = {
    home: home.root,
    note: home.guardianFile,
    script: [main, 'run'],
    sockets: sockets.length,
    ...(heritage === undefined ? {} : { heirOf: heritage.heirOf }),
  }
  return startDetached({ home, node, environment, script: [guardian, JSON.stringify(options)], sockets })
}
