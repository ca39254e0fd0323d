/** What has to be run for a daemon with a supervisor: by `clp start`, and by a daemon that hands over. */
import type { Home } from '../../store/files/home.ts'
import type { SharedSocket } from '../listening/shared-socket.ts'
import { type Detached, startDetached } from './detach.ts'
import type { SupervisorOptions } from './supervisor.ts'

export interface LaunchPlan {
  /** The Node that runs it. */
  readonly node: string
  /** Script of the supervisor. */
  readonly supervisor: string
  /** Script of the command line, whose `run` is the daemon. */
  readonly main: string
  readonly environment: NodeJS.ProcessEnv
}

/** What a daemon gives to its successor. */
export interface Handover {
  readonly sockets: readonly SharedSocket[]
  /** Its claim on the home. */
  readonly successorOf: string
}

/** Resolves when the daemon is ready. Throws `StartFailure`. */
export const launch = (home: Home, plan: LaunchPlan, handover?: Handover): Promise<Detached> => {
  const { node, supervisor, main, environment } = plan
  const sockets = handover?.sockets ?? []
  const options: SupervisorOptions = {
    home: home.root,
    note: home.supervisorFile,
    script: [main, 'run'],
    sockets: sockets.length,
    ...(handover === undefined ? {} : { successorOf: handover.successorOf }),
  }
  return startDetached({ home, node, environment, script: [supervisor, JSON.stringify(options)], sockets })
}
