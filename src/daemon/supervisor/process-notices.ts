/** What the operator should know about the processes around the daemon: a former one that still works, crashes, a lost guardian. */
import type { Notice } from '../../contract/api/status.ts'
import { type LeavingDaemon, readLeaving } from '../../process/draining-daemons.ts'
import type { Home } from '../../store/files/home.ts'
import type { Guarded } from './supervised.ts'

/** As things stand now. */
export const processNotices = (home: Home, guarded: Pick<Guarded, 'state' | 'crashes'>): readonly Notice[] => [
  ...readLeaving(home)
    .filter(({ pid }) => pid !== process.pid)
    .map(formerNotice),
  ...crashNotices(guarded.crashes),
  ...(guarded.state() === 'gone' ? [GUARDIAN_GONE] : []),
]

const formerNotice = ({ pid, openRequests: count, until }: LeavingDaemon): Notice => ({
  code: 'former-finishing',
  severity: 'info',
  params: { pid, count, until },
  message: `The former CLP (process ${pid}) still finishes ${count} requests`,
  fix: null,
})

const crashNotices = ({ restarts: count, lastReason: reason, lastAt: at }: Guarded['crashes']): readonly Notice[] =>
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

const GUARDIAN_GONE: Notice = {
  code: 'guardian-gone',
  severity: 'info',
  params: {},
  message: 'The process that starts CLP again after a crash is gone',
  fix: { kind: 'settings', target: '', command: 'clp restart' },
}
