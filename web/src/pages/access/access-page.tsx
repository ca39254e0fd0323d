/** Who may come in: the switches, the tokens, and the signed-in browsers. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { ServiceStatus } from '../../../../src/contract/api/status.ts'
import { keys, statusQuery } from '../../api/queries.ts'
import { notifyProblem } from '../../browser/notify.ts'
import { ErrorNotice } from '../../components/error-notice.tsx'
import { PageHeader } from '../../components/page-header.tsx'
import { Panel } from '../../components/panel.tsx'
import { useClient } from '../../connection/app-context.ts'
import { read } from '../../connection/client.ts'
import { ConfirmButton } from '../../dialogs/confirm-button.tsx'
import { PageSkeleton } from '../../shell/page-skeleton.tsx'
import { accessQuery } from './access-api.ts'
import classes from './access-page.module.css'
import type { Place } from './place.ts'
import { SwitchPanel } from './switch-panel.tsx'
import { TokenPanel } from './token-panel.tsx'

export const AccessPage = () => {
  const { t } = useTranslation('access')
  const client = useClient()
  const access = useQuery(accessQuery(client))
  const status = useQuery(statusQuery(client))
  const error = access.error ?? status.error
  if (access.data === undefined || status.data === undefined) {
    return error === null ? <PageSkeleton /> : <ErrorNotice error={error} />
  }
  const places: readonly Place[] = [{ id: 'ui', label: t('ui') }, ...status.data.services.map(placeOf)]
  return (
    <>
      <PageHeader title={t('title')} text={t('text')} />
      <div className={classes['page']}>
        <SwitchPanel access={access.data} places={places} />
        <TokenPanel access={access.data} places={places} />
        <Sessions />
      </div>
    </>
  )
}

const placeOf = ({ id, label }: ServiceStatus): Place => ({ id, label })

const Sessions = () => {
  const { t } = useTranslation('access')
  const client = useClient()
  const queries = useQueryClient()
  const signOut = useMutation({
    mutationFn: () => read(client.api.sessions.$delete()),
    onSuccess: () => void queries.invalidateQueries({ queryKey: keys.session }),
    onError: notifyProblem,
  })
  return (
    <Panel
      title={t('sessions')}
      text={t('sessionsText')}
      actions={
        <ConfirmButton
          label={t('signOutAll')}
          question={t('signOutAllQuestion')}
          text={t('sessionsText')}
          loading={signOut.isPending}
          onConfirm={() => signOut.mutate()}
        />
      }
    />
  )
}
