/** "3 min ago", kept up to date; the full date on hover. */
import { useTranslation } from 'react-i18next'
import { useNow } from '../browser/use-now.ts'
import { formatInstant, formatRelative } from '../text/format.ts'

export interface RelativeTimeProps {
  /** ms since 1970; null is "never". */
  readonly at: number | null
}

export const RelativeTime = ({ at }: RelativeTimeProps) => {
  const { t, i18n } = useTranslation()
  const now = useNow(20_000)
  if (at === null) return <span>{t('state.never')}</span>
  return (
    <time dateTime={new Date(at).toISOString()} title={formatInstant(at, i18n.language)}>
      {Math.abs(at - now) < 5000 ? t('time.now') : formatRelative(at, now, i18n.language)}
    </time>
  )
}
