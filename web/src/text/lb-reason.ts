/** Why balancing went on to another upstream, in the language of the page. */
import i18next from 'i18next'

const REASONS = ['http_non2xx', 'request_error', 'stream_error'] as const

export const lbReason = (reason: string): string => {
  const known = REASONS.find((candidate) => candidate === reason)
  return known === undefined ? reason : i18next.t(`lbReason.${known}`)
}
