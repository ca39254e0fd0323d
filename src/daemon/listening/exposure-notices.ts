/** Notices about exposure: a listener is unprotected, it serves this machine only for want of a token, files can be read by others. */
import type { Notice } from '../../contract/api/status.ts'
import type { Access } from '../../store/access/access.ts'
import type { Home } from '../../store/files/home.ts'
import { readableByOthers } from '../../store/files/home-modes.ts'
import { type PlannedListener, unprotectedListeners } from './exposure.ts'

export interface ExposureNoticeOptions {
  readonly home: Home
  readonly planned: readonly PlannedListener[]
  readonly access: Pick<Access, 'required'>
  readonly allowOpen: boolean
  readonly platform: NodeJS.Platform
}

/** As things stand now: `auth.json` and the modes of files may have changed since the start. */
export const exposureNotices = (options: ExposureNoticeOptions): readonly Notice[] => [
  ...unprotectedListeners(options.planned, options.access).map((listener) => openNotice(listener, options.allowOpen)),
  ...readableByOthers(options.home, options.platform).map(readableNotice),
]

const FIX_ACCESS = { kind: 'access', target: '', command: 'clp auth on' } as const

const openNotice = ({ service, host }: PlannedListener, allowOpen: boolean): Notice =>
  allowOpen
    ? {
        code: 'open-door',
        severity: 'warning',
        params: { address: host, service },
        message: `CLP listens on ${host} for ${service} without asking for a token: everybody who reaches this machine can use it`,
        fix: FIX_ACCESS,
      }
    : {
        code: 'this-machine-only',
        severity: 'warning',
        params: { address: host, service },
        message: `CLP listens on ${host} for ${service}, but serves only this machine while access is off`,
        fix: FIX_ACCESS,
      }

const readableNotice = (file: string): Notice => ({
  code: 'home-readable',
  severity: 'warning',
  params: { file },
  message: `"${file}" can be read by other users of this machine`,
  fix: { kind: 'settings', target: '', command: `chmod go= '${file.replaceAll("'", "'\\''")}'` },
})
