/** Notices about the processes around the daemon: a former one that still works, crashes, a supervisor that is gone. */
import type { Notice } from '../../contract/api/status.ts'
import { type DrainingDaemon, readDrainingDaemons } from '../../process/draining-daemons.ts'
import type { Home } from '../../store/files/home.ts'
import type { SupervisorLink } from './supervisor-link.ts'

/** As things stand now. */
export const processNotices = (
  home: Home,
  supervisor: Pick<SupervisorLink, 'state' | 'crashes'>,
): readonly Notice[] => [
  ...readDrainingDaemons(home)
    .filter(({ pid }) => pid !== process.pid)
    .map(formerNotice),
  ...crashNotices(supervisor.crashes),
  ...(supervisor.state() === 'gone' ? [SUPERVISOR_GONE] : []),
]

const formerNotice = ({ pid, openRequests: count, until }: DrainingDaemon): Notice => ({
  code: 'former-finishing',
  severity: 'info',
  params: { pid, count, until },
  message: `The former CLP (process ${pid}) still finishes ${count} requests`,
  fix: null,
})

const crashNotices = ({
  restarts: count,
  lastReason: reason,
  lastAt: at,
}: SupervisorLink['crashes']): readonly Notice[] =>
  count === 0
    ? []
    : [
        {
          code: 'crash-restarted',
          severity: 'warning',
          params: { count, reason, at },
          message: `CLP crashed and was started again, ${count} times since it was started; the last time: ${reason}`,
          fix: { kind: 'settings', target: '', command: '' },
        },
      ]

const SUPERVISOR_GONE: Notice = {
  code: 'guardian-gone',
  severity: 'info',
  params: {},
  message: 'The process that starts CLP again after a crash is gone',
  fix: { kind: 'settings', target: '', command: 'clp restart' },
}
