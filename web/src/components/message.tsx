/** A box that says something in a tone: good, note, warning, bad. The tone also stands there as an icon with a name. */
import { IconAlertTriangle, IconCircleCheck, IconCircleX, IconInfoCircle } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import classes from './message.module.css'

export type Tone = 'good' | 'note' | 'warn' | 'bad'

const ICONS = { good: IconCircleCheck, note: IconInfoCircle, warn: IconAlertTriangle, bad: IconCircleX } as const

/** What the icon says to those who cannot see it. */
const SEVERITIES = { note: 'info', warn: 'warning', bad: 'error' } as const

export interface MessageProps {
  readonly tone: Tone
  readonly title?: ReactNode
  /** Read out at once when it appears. */
  readonly urgent?: boolean
  readonly actions?: ReactNode
  readonly children?: ReactNode
}

export const Message = ({ tone, title, urgent = false, actions, children }: MessageProps) => {
  const { t } = useTranslation()
  const Icon = ICONS[tone]
  return (
    <div className={classes['message']} data-tone={tone} role={urgent ? 'alert' : undefined}>
      <Icon size={18} stroke={1.8} className={classes['icon']} aria-hidden />
      {tone !== 'good' && <span className="visually-hidden">{t(`severity.${SEVERITIES[tone]}`)}</span>}
      <div className={classes['words']}>
        {title !== undefined && <div className={classes['title']}>{title}</div>}
        {children !== undefined && <div className={classes['text']}>{children}</div>}
      </div>
      {actions !== undefined && <div className={classes['actions']}>{actions}</div>}
    </div>
  )
}
