/** The clients on the machine that CLP runs on: where each goes, and the buttons that point it here or take that back. */
import { Group } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { ClientView } from '../../../../src/contract/api/clients.ts'
import { ClientChangeButton } from '../../clients/client-change-button.tsx'
import { clientsQuery } from '../../clients/clients-api.ts'
import { Entry, EntryList } from '../../components/entry-list.tsx'
import { ErrorNotice } from '../../components/error-notice.tsx'
import { Panel } from '../../components/panel.tsx'
import { Tag, type TagTone } from '../../components/tag.tsx'
import { useClient } from '../../connection/app-context.ts'
import { reasonText } from '../../text/reason-text.ts'
import classes from './clients-panel.module.css'

const TONES: Readonly<Record<ClientView['state'], TagTone>> = {
  attached: 'good',
  byHand: 'good',
  elsewhere: 'warn',
  none: 'quiet',
  halfDone: 'warn',
  unreadable: 'bad',
}

export const ClientsPanel = () => {
  const { t } = useTranslation('clients')
  const clients = useQuery(clientsQuery(useClient()))
  const items = clients.data?.items ?? []
  // A CLP that runs for no user of this machine, such as a system service, has nobody's clients to set up.
  if (clients.error === null && items.length === 0) return null
  return (
    <Panel title={t('title')} text={t('text')}>
      {clients.error !== null && <ErrorNotice error={clients.error} />}
      <EntryList label={t('title')}>
        {items.map((client) => (
          <ClientRow key={client.id} client={client} />
        ))}
      </EntryList>
    </Panel>
  )
}

const isApart = ({ state }: ClientView): boolean => state !== 'attached' && state !== 'byHand' && state !== 'unreadable'

/** Its login no longer fits the upstreams: attaching once more mends that. */
const isOutdated = ({ notes }: ClientView): boolean =>
  notes.some(({ code }) => code === 'client-login-hidden' || code === 'client-login-needless')

const ClientRow = ({ client }: { readonly client: ClientView }) => {
  const { t } = useTranslation('clients')
  const { state } = client
  return (
    <Entry
      head={
        <>
          <strong>{client.client}</strong>
          <Tag tone={TONES[state]}>{t(`state.${state}`)}</Tag>
        </>
      }
      actions={
        <Group gap={6}>
          {(isApart(client) || isOutdated(client)) && <ClientChangeButton client={client} act="attach" />}
          {(state === 'attached' || state === 'halfDone') && <ClientChangeButton client={client} act="detach" />}
        </Group>
      }
    >
      <code className={classes['file']}>{client.file}</code>
      {client.address !== null && <div className={classes['note']}>{t('goes', { address: client.address })}</div>}
      {client.why !== undefined && <div className={classes['note']}>{reasonText(client.why)}</div>}
      {client.notes.map((note) => (
        <div key={JSON.stringify(note)} className={classes['note']}>
          {reasonText(note)}
        </div>
      ))}
    </Entry>
  )
}
