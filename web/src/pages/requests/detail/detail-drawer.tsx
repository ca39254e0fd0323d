/** One request, opened beside the list. Its address can be passed on. */
import { Drawer } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { EmptyState } from '../../../components/empty-state.tsx'
import { ErrorNotice } from '../../../components/error-notice.tsx'
import { useClient, useLive, useLiveEvent } from '../../../connection/app-context.ts'
import { toProblem } from '../../../connection/problem.ts'
import { useFocusBack } from '../../../dialogs/focus-back.ts'
import { useIsTopmost } from '../../../dialogs/open-dialogs.ts'
import { PageSkeleton } from '../../../shell/page-skeleton.tsx'
import { detailQuery } from '../data/queries.ts'
import type { Row } from '../data/rows.ts'
import { DetailActions } from './detail-actions.tsx'
import classes from './detail-drawer.module.css'
import { RequestDetail } from './request-detail.tsx'

export interface DetailDrawerProps {
  readonly id: string
  readonly rows: readonly Row[]
  readonly serviceLabel: (id: string) => string
}

/** A request that has just ended may take a moment to reach the log. */
const AGAIN_MS = 700

export const DetailDrawer = ({ id, rows, serviceLabel }: DetailDrawerProps) => {
  const { t } = useTranslation(['requests', 'common'])
  const client = useClient()
  const navigate = useNavigate()
  const queries = useQueryClient()
  const topmost = useIsTopmost()
  useFocusBack()
  const { state } = useLive()
  const open = state.open.get(id) ?? state.recent.find((request) => request.request_id === id)
  const running = state.open.has(id)
  const detail = useQuery({ ...detailQuery(client, id), enabled: !running })
  const missing = detail.isError && toProblem(detail.error).status === 404
  useLiveEvent((event) => {
    if (event.type !== 'request_completed' || event.request_id !== id) return
    setTimeout(() => void queries.invalidateQueries({ queryKey: detailQuery(client, id).queryKey }), AGAIN_MS)
  })
  const { refetch } = detail
  const [isGivenUp, setGivenUp] = useState(false)
  const awaited = detail.isLoading || (missing && open !== undefined && !isGivenUp)
  useEffect(() => {
    if (!missing || open === undefined) return
    const timer = setTimeout(() => void refetch().finally(() => setGivenUp(true)), AGAIN_MS)
    return () => clearTimeout(timer)
  }, [missing, open, refetch])
  const close = () => void navigate({ to: '/requests', search: (search) => search, resetScroll: false })
  return (
    <Drawer
      opened
      onClose={close}
      closeOnEscape={topmost}
      position="right"
      size="min(1120px, 100%)"
      title={<span className={classes['title']}>{t('detail.title', { id: id.slice(0, 13) })}</span>}
      closeButtonProps={{ 'aria-label': t('common:action.close') }}
      overlayProps={{ backgroundOpacity: 0.35 }}
      transitionProps={{ duration: 120 }}
    >
      <div className={classes['content']}>
        <DetailActions id={id} running={running} detail={detail.data} rows={rows} onClosed={close} />
        <RequestDetail
          detail={detail.data}
          live={open}
          running={running}
          awaited={awaited}
          serviceLabel={serviceLabel}
        />
        {detail.data === undefined && open === undefined && <Waiting missing={missing} error={detail.error} />}
      </div>
    </Drawer>
  )
}

const Waiting = ({ missing, error }: { readonly missing: boolean; readonly error: unknown }) => {
  const { t } = useTranslation('requests')
  if (missing) return <EmptyState title={t('detail.gone')} text={t('detail.goneText')} />
  return error === null ? <PageSkeleton /> : <ErrorNotice error={error} />
}
