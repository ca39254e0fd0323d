/** A notice as a sentence in the language of the page. */
import i18next from 'i18next'
import type { Notice } from '../../../src/contract/api/status.ts'
import { complaintText } from './reason-text.ts'

export const noticeText = (notice: Notice, serviceLabel: (id: string) => string): string => {
  // Which parameters come with a code is the daemon's promise; the types of i18next can only check literal keys.
  const say = i18next.t as unknown as (key: string, params: Readonly<Record<string, string | number>>) => string
  const service = notice.params['service']
  return say(`notice.${notice.code}`, {
    ...notice.params,
    ...(service === undefined ? {} : { service: serviceLabel(String(service)) }),
    ...(notice.why === undefined ? {} : { reason: toldReason(notice) }),
    message: notice.message,
  })
}

const toldReason = ({ code, params, why }: Notice): string => {
  const told = complaintText(String(params['field'] ?? ''), why) ?? ''
  const line = Number(params['line'] ?? 0)
  // The sentences about single entries name the line themselves.
  if (line === 0 || !code.startsWith('config-')) return told
  return `${told} (${i18next.t('error.lineColumn', { line, column: Number(params['column'] ?? 0) })})`
}
