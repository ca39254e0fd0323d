/** What needs attention on the page one is on; the overview shows all of it. */
import { useQuery } from '@tanstack/react-query'
import { useLocation } from '@tanstack/react-router'
import type { Notice } from '../../../src/contract/api/status.ts'
import { useReset } from '../api/mutations.ts'
import { statusQuery } from '../api/queries.ts'
import { NoticeItem } from '../components/notice-item.tsx'
import { useClient } from '../connection/app-context.ts'
import { noticePage } from './notice-page.ts'
import classes from './shell.module.css'

export const PageNotices = () => {
  const status = useQuery(statusQuery(useClient())).data
  const reset = useReset()
  const { pathname } = useLocation()
  const page = pathname.split('/')[1] ?? ''
  const notices = status?.notices.filter((notice: Notice) => noticePage(notice, status.services) === page) ?? []
  if (page === '' || notices.length === 0) return null
  const label = (id: string) => status?.services.find((service) => service.id === id)?.label ?? id
  return (
    <div className={classes['notices']}>
      {notices.map((notice) => (
        <NoticeItem
          key={`${notice.code} ${JSON.stringify(notice.params)}`}
          notice={notice}
          serviceLabel={label}
          onReset={(service) => reset.mutate({ service })}
        />
      ))}
    </div>
  )
}
