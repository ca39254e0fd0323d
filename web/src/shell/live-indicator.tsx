/** Says whether what the pages show is live, and lets one try again at once when it is not. */
import { UnstyledButton } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useNow } from '../browser/use-now.ts'
import { useApp, useLive } from '../connection/app-context.ts'
import classes from './live-indicator.module.css'

export const LiveIndicator = () => {
  const { t } = useTranslation()
  const { live } = useApp()
  const { link } = useLive()
  const now = useNow(link.kind === 'waiting' ? 1000 : 0)
  if (link.kind !== 'waiting') {
    return (
      <div className={classes['line']} data-kind={link.kind} role="status">
        <span className={classes['dot']} aria-hidden="true" />
        {t(`live.${link.kind}`)}
      </div>
    )
  }
  const seconds = Math.max(0, Math.ceil((link.retryAt - now) / 1000))
  return (
    <div className={classes['line']} data-kind="waiting">
      <span className={classes['dot']} aria-hidden="true" />
      <span className={classes['text']}>{t('live.waiting', { seconds })}</span>
      <UnstyledButton className={classes['retry'] ?? ''} onClick={() => live.retryNow()}>
        {t('live.retry')}
      </UnstyledButton>
    </div>
  )
}
