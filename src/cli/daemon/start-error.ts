/** Says in the user's language why a daemon did not start and what can be done about it. */
import { findFormerClp } from '../../process/former-clp.ts'
import { findPortOwner } from '../../process/port-owner.ts'
import type { StartFailureReason } from '../../process/start-failure.ts'
import type { Cli } from '../context/cli.ts'
import { CliError, EXIT } from '../context/exit.ts'
import { fill } from '../messages/fill.ts'

/** `log`: a file in which more may stand. */
export const startError = async (cli: Cli, reason: StartFailureReason, log?: string): Promise<CliError> => {
  const { start } = cli.messages.daemon
  switch (reason.code) {
    case 'port-in-use':
      return portInUse(cli, reason)
    case 'already-running':
      return failed(fill(start.secondDaemon, { pid: reason.pid, home: cli.home.root }))
    case 'home-unwritable':
      return failed(fill(start.homeUnwritable, { ...reason }), [start.homeAdvice])
    case 'address-unavailable':
      return failed(fill(start.addressUnavailable, { ...reason }))
    case 'open-door': {
      const advice = fill(start.openDoorAdvice, { variable: reason.variable })
      return failed(fill(start.openDoor, { host: reason.host }), [advice, ...safeCommands(reason.service)])
    }
    case 'database-outdated':
      return failed(start.databaseOutdated)
    case 'failed': {
      const hints = log === undefined ? [] : [fill(start.logHint, { file: log })]
      return failed(fill(start.failed, { message: reason.message }), hints)
    }
  }
}

/** With a service named, access is on as a whole and off for that one. */
const safeCommands = (service: string | undefined): readonly string[] =>
  service === undefined ? ['  clp auth generate --name me', '  clp auth on'] : [`  clp auth on --service ${service}`]

const portInUse = async (
  cli: Cli,
  reason: Extract<StartFailureReason, { readonly code: 'port-in-use' }>,
): Promise<CliError> => {
  const { start } = cli.messages.daemon
  const [former, owner] = await Promise.all([findFormerClp(cli.home), findPortOwner(reason.port)])
  const values = { ...reason, ...(owner === undefined ? {} : { program: owner.program, pid: owner.pid }) }
  const message = fill(owner === undefined ? start.portInUse : start.portInUseBy, values)
  if (former.length === 0) return failed(message, [fill(start.portAdvice, { variable: reason.variable })])
  const pids = former.join(' ')
  return failed(message, [fill(start.former, { pids }), fill(start.formerStop, { pids })])
}

const failed = (message: string, hints: readonly string[] = []): CliError =>
  new CliError(message, EXIT.failed, { hints })
