/** What needs attention, worst first. */
import { useTranslation } from 'react-i18next'
import type { Notice, ServiceStatus } from '../../../../src/contract/api/status.ts'
import { useReset } from '../../api/mutations.ts'
import { NoticeItem } from '../../components/notice-item.tsx'
import classes from './notices.module.css'

const ORDER = { error: 0, warning: 1, info: 2 } as const

export interface NoticesProps {
  readonly notices: readonly Notice[]
  readonly services: readonly ServiceStatus[]
}

export const Notices = ({ notices, services }: NoticesProps) => {
  const { t } = useTranslation('overview')
  const reset = useReset()
  // A service without upstreams is what the first steps are about.
  const shown = notices.filter((notice) => notice.code !== 'no-upstream')
  if (shown.length === 0) return null
  const label = (id: string) => services.find((service) => service.id === id)?.label ?? id
  return (
    <section className={classes['list']} aria-label={t('notices.title')}>
      {[...shown]
        .sort((left, right) => ORDER[left.severity] - ORDER[right.severity])
        .map((notice) => (
          <NoticeItem
            key={`${notice.code} ${JSON.stringify(notice.params)}`}
            notice={notice}
            serviceLabel={label}
            onReset={(service) => reset.mutate({ service })}
          />
        ))}
    </section>
  )
}
