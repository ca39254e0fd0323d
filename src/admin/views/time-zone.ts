/** The zone in which the days of an answer begin. */
import { badRequest } from '../http/admin-problem.ts'

/** The zone that was asked for, else `usual`. Throws `bad-request` for one this machine does not know. */
export const requireZone = (zone: string | undefined, usual: string): string => {
  if (zone !== undefined && !isZone(zone)) throw badRequest({ code: 'zone-unknown', params: { zone } }, 'zone')
  return zone ?? usual
}

const isZone = (zone: string): boolean => {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone })
    return true
  } catch {
    return false
  }
}
