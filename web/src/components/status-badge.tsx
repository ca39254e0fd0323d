/** How a request stands: its status code in a tone, or in a word while there is none. */
import { useTranslation } from 'react-i18next'
import type { LiveStatus } from '../../../src/contract/event.ts'
import { Tag, type TagTone } from './tag.tsx'

export type RequestStatus = LiveStatus | 'abandoned' | 'blocked'

/** Green for success, amber for the client's faults, red for the rest; what leads elsewhere is neither good nor bad. */
export const statusTone = (code: number): TagTone => {
  if (code < 300) return 'good'
  if (code < 400) return 'quiet'
  return code < 500 ? 'warn' : 'bad'
}

export interface StatusBadgeProps {
  readonly status: RequestStatus
  readonly code: number | null
}

export const StatusBadge = ({ status, code }: StatusBadgeProps) => {
  const { t } = useTranslation()
  const word = t(`requestStatus.${status}`)
  if (status === 'PENDING' || status === 'STREAMING') {
    return (
      <Tag tone="note" pulse>
        {word}
      </Tag>
    )
  }
  if (status === 'abandoned') return <Tag tone="quiet">{word}</Tag>
  if (status === 'blocked') return <Tag tone="warn">{`${code ?? ''} ${word}`.trim()}</Tag>
  if (code === null) return <Tag tone={status === 'FAILED' ? 'bad' : 'good'}>{word}</Tag>
  const tone = status === 'FAILED' && code < 400 ? 'bad' : statusTone(code)
  return (
    <Tag tone={tone} title={word}>
      {tone === 'bad' && code < 400 ? `${code} ${word}` : code}
    </Tag>
  )
}
