/** What the operator should know about the door: it stands open, it is closed to strangers for want of a token, files lie open. */
import type { Notice } from '../../contract/api/status.ts'
import type { Access } from '../../store/access/access.ts'
import type { Home } from '../../store/files/home.ts'
import { readableByOthers } from '../../store/files/home-modes.ts'
import { type DoorPlace, openPlaces } from './exposure.ts'

export interface DoorNoticeOptions {
  readonly home: Home
  readonly places: readonly DoorPlace[]
  readonly access: Pick<Access, 'required'>
  readonly allowOpen: boolean
  readonly platform: NodeJS.Platform
}

/** As things stand now: `auth.json` and the modes of files may have changed since the start. */
export const doorNotices = (options: DoorNoticeOptions): readonly Notice[] => [
  ...openPlaces(options.places, options.access).map((place) => openNotice(place, options.allowOpen)),
  ...readableByOthers(options.home, options.platform).map(readableNotice),
]

const FIX_ACCESS = { kind: 'access', target: '', command: 'clp auth on' } as const

const openNotice = ({ service, host }: DoorPlace, allowOpen: boolean): Notice =>
  allowOpen
    ? {
        code: 'open-door',
        severity: 'warning',
        params: { address: host, service },
        message: `CLP listens on ${host} for ${service} without asking for a token: everybody who reaches this machine can use it`,
        fix: FIX_ACCESS,
      }
    : {
        code: 'other',
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
