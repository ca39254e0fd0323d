/** One thing that needs attention, in the language of the page, with the way to mend it. */
import { Button, Code } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { Notice } from '../../../src/contract/api/status.ts'
import { noticeText } from '../text/notice-text.ts'
import { Message, type Tone } from './message.tsx'

const TONES: Readonly<Record<Notice['severity'], Tone>> = { info: 'note', warning: 'warn', error: 'bad' }

export interface NoticeItemProps {
  readonly notice: Notice
  /** What a service is called. */
  readonly serviceLabel: (id: string) => string
  /** Resets the failures of a service, where that is the way to mend it. */
  readonly onReset: (service: string) => void
}

export const NoticeItem = ({ notice, serviceLabel, onReset }: NoticeItemProps) => {
  const { t } = useTranslation()
  return (
    <Message
      tone={TONES[notice.severity]}
      title={noticeText(notice, serviceLabel)}
      actions={
        notice.fix !== null && <Fix fix={notice.fix} line={Number(notice.params['line'] ?? 0)} onReset={onReset} />
      }
    >
      {notice.fix !== null && notice.fix.command !== '' && (
        <>
          {t('noticeFix.command')} <Code>{notice.fix.command}</Code>
        </>
      )}
    </Message>
  )
}

interface FixProps {
  readonly fix: NonNullable<Notice['fix']>
  /** Line of the document, 0 where it is about all of it. */
  readonly line: number
  readonly onReset: (service: string) => void
}

const Fix = ({ fix, line, onReset }: FixProps) => {
  const { t } = useTranslation()
  const label = t(`noticeFix.${fix.kind}`)
  switch (fix.kind) {
    case 'document':
      return (
        <Link to="/settings" search={{ document: fix.target, ...(line > 0 ? { line } : {}) }}>
          {label}
        </Link>
      )
    case 'upstreams':
      return (
        <Link to="/upstreams" search={{ service: fix.target }}>
          {label}
        </Link>
      )
    case 'balancing':
      return <Link to="/balancing">{label}</Link>
    case 'access':
      return <Link to="/access">{label}</Link>
    case 'settings':
      return <Link to="/settings">{label}</Link>
    case 'reset':
      return (
        <Button size="compact-sm" variant="default" onClick={() => onReset(fix.target)}>
          {label}
        </Button>
      )
  }
}
