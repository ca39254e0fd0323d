/** Points a client at CLP, or takes that back: says first which keys of which file it is about. */
import { Button, Group, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ClientChangeAnswer, ClientView } from '../../../src/contract/api/clients.ts'
import { notify } from '../browser/notify.ts'
import { ErrorNotice } from '../components/error-notice.tsx'
import { Message } from '../components/message.tsx'
import { useClient } from '../connection/app-context.ts'
import { Dialog } from '../dialogs/dialog.tsx'
import { reasonText } from '../text/reason-text.ts'
import { type ClientAct, clientPlanQuery, useClientChange } from './clients-api.ts'

export interface ClientChangeButtonProps {
  readonly client: ClientView
  readonly act: ClientAct
  readonly variant?: 'filled' | 'default'
}

export const ClientChangeButton = ({ client, act, variant = 'default' }: ClientChangeButtonProps) => {
  const { t } = useTranslation('clients')
  const [opened, setOpened] = useState(false)
  return (
    <>
      <Button size="xs" variant={variant} w="fit-content" onClick={() => setOpened(true)}>
        {t(`${act}.button`, { client: client.client })}
      </Button>
      {opened && <ChangeDialog client={client} act={act} onClose={() => setOpened(false)} />}
    </>
  )
}

interface ChangeDialogProps {
  readonly client: ClientView
  readonly act: ClientAct
  readonly onClose: () => void
}

const ChangeDialog = ({ client, act, onClose }: ChangeDialogProps) => {
  const { t } = useTranslation(['clients', 'common'])
  const plan = useQuery(clientPlanQuery(useClient(), client.id, act))
  const change = useClientChange(client.id, act)
  const name = client.client
  const carryOut = () =>
    change.mutate(undefined, {
      onSuccess: () => {
        const title = t(`${act}.done`, { client: name })
        void notify({ tone: 'good', title, text: t('restart', { client: name }) })
        onClose()
      },
    })
  const error = plan.error ?? change.error
  return (
    <Dialog onClose={onClose} size="lg" title={t(`${act}.question`, { client: name })}>
      <Stack gap="sm">
        <code>{client.file}</code>
        {plan.data !== undefined && <Plan plan={plan.data} act={act} />}
        {error !== null && <ErrorNotice error={error} />}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            {t('common:action.cancel')}
          </Button>
          <Button
            disabled={plan.data === undefined || isNothing(plan.data)}
            loading={plan.isPending || change.isPending}
            onClick={carryOut}
          >
            {t(`${act}.confirm`)}
          </Button>
        </Group>
      </Stack>
    </Dialog>
  )
}

const isNothing = ({ keys, left }: ClientChangeAnswer): boolean => keys.length === 0 && left.length === 0

const Plan = ({ plan, act }: { readonly plan: ClientChangeAnswer; readonly act: ClientAct }) => {
  const { t } = useTranslation('clients')
  const name = plan.client.client
  if (isNothing(plan)) return <Text size="sm">{t(`${act}.nothing`, { client: name })}</Text>
  return (
    <>
      {plan.keys.length > 0 && (
        <div>
          <Text size="sm">{t(plan.wholeFile ? `${act}.file` : `${act}.keys`)}</Text>
          <ul>
            {plan.keys.map((key) => (
              <li key={key}>
                <code>{key}</code>
              </li>
            ))}
          </ul>
        </div>
      )}
      {plan.left.length > 0 && <Message tone="warn" title={t('left', { keys: plan.left.join(', ') })} />}
      {plan.notes.map((note) => (
        <Message key={JSON.stringify(note)} tone="warn" title={reasonText(note)} />
      ))}
      {plan.token !== null && <Message tone="note" title={t('token', { client: name, token: plan.token })} />}
    </>
  )
}
