/** Emits an event and writes to the log when a document changed or was refused. */
import type { Clock } from '../../contract/clock.ts'
import type { DaemonLog } from '../../process/log.ts'
import type { ConfigStore, Rejection } from '../../store/config/config.ts'
import { type DocumentFault, faultSentence } from '../../store/config/fault.ts'
import type { Bus } from '../../store/live/bus.ts'

export interface ConfigEventsOptions {
  readonly config: ConfigStore
  readonly bus: Bus
  readonly clock: Clock
  readonly log: DaemonLog
}

/** Also logs what was refused before anybody listened. Returns its own undo. */
export const emitConfigEvents = ({ config, bus, clock, log }: ConfigEventsOptions): (() => void) => {
  const refuse = ({ file, reason, never }: Rejection): void => {
    const instead = never === true ? '' : '; the last good version stays'
    log.write('warn', 'ui', `"${file}" is not in force: ${reason}${instead}`)
  }
  for (const rejection of config.rejections()) refuse(rejection)
  const remark = (fault: DocumentFault): void => log.write('warn', 'ui', faultSentence(fault))
  for (const fault of config.faults()) remark(fault)
  return config.subscribe(({ changed, rejected, faults }) => {
    const timestamp = new Date(clock.now()).toISOString()
    for (const { document, version } of changed) bus.emit({ type: 'config_changed', timestamp, document, version })
    for (const fault of faults) remark(fault)
    for (const rejection of rejected) {
      const { document, file, reason, why, field } = rejection
      refuse(rejection)
      const told = why === undefined ? {} : { why, field }
      bus.emit({ type: 'config_rejected', timestamp, document, file, reason, ...told })
    }
  })
}
