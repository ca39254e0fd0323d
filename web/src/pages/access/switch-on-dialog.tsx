/** Switching access on, step by step, so that neither this browser nor a client that was attached is locked out. */
import { Button, Group, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { AccessView, TokenGenerated } from '../../../../src/contract/api/access.ts'
import { ClientChangeButton } from '../../clients/client-change-button.tsx'
import { clientsQuery } from '../../clients/clients-api.ts'
import { ErrorNotice } from '../../components/error-notice.tsx'
import { Message } from '../../components/message.tsx'
import { Snippet } from '../../components/snippet.tsx'
import { useClient } from '../../connection/app-context.ts'
import { Dialog } from '../../dialogs/dialog.tsx'
import { useAccessWrites, useGenerateToken } from './access-api.ts'

export interface SwitchOnDialogProps {
  readonly access: AccessView
  readonly onClose: () => void
}

/** First the question, then what is left to do. */
export const SwitchOnDialog = ({ access, onClose }: SwitchOnDialogProps) => {
  const [made, setMade] = useState<TokenGenerated | undefined>(undefined)
  const [done, setDone] = useState(false)
  const finish = (token?: TokenGenerated) => {
    setMade(token)
    setDone(true)
  }
  return done ? (
    <Afterwards made={made} onClose={onClose} />
  ) : (
    <Question access={access} onDone={finish} onClose={onClose} />
  )
}

interface QuestionProps extends SwitchOnDialogProps {
  readonly onDone: (made?: TokenGenerated) => void
}

const Question = ({ access, onDone, onClose }: QuestionProps) => {
  const { t } = useTranslation(['access', 'common'])
  const writes = useAccessWrites()
  const generate = useGenerateToken({ signIn: true })
  const [needed] = useState(!access.callerHasToken && access.services['ui'] !== false)
  const switchOn = async () => {
    const made = needed ? await generate.mutateAsync({ name: freeName(t('thisBrowser'), access) }) : undefined
    await writes.mutateAsync({ act: 'switch', patch: { enabled: true } })
    onDone(made)
  }
  const error = generate.error ?? writes.error
  return (
    <Dialog onClose={onClose} title={t('switchOnQuestion')}>
      <Stack gap="sm">
        <Text size="sm">{t('switchOnText')}</Text>
        {needed && <Message tone="note" title={t('madeFirst')} />}
        {error !== null && <ErrorNotice error={error} />}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            {t('common:action.cancel')}
          </Button>
          <Button
            loading={generate.isPending || writes.isPending}
            onClick={() => void switchOn().catch(() => undefined)}
          >
            {needed ? t('makeAndSwitchOn') : t('switchOn')}
          </Button>
        </Group>
      </Stack>
    </Dialog>
  )
}

interface AfterwardsProps {
  readonly made: TokenGenerated | undefined
  readonly onClose: () => void
}

const Afterwards = ({ made, onClose }: AfterwardsProps) => {
  const { t } = useTranslation('access')
  const clients = useQuery(clientsQuery(useClient()))
  const attached = clients.data?.items.filter(({ state }) => state === 'attached') ?? []
  return (
    <Dialog onClose={onClose} title={t('switchedOn')} closable={false}>
      <Stack gap="sm">
        {made !== undefined && (
          <>
            <Message tone="warn" title={t('made.text')} />
            <Snippet text={made.token} />
            <Text size="sm">{t('made.signedIn')}</Text>
          </>
        )}
        {attached.length > 0 && <Text size="sm">{t('updateClients')}</Text>}
        {attached.map((client) => (
          <ClientChangeButton key={client.id} client={client} act="attach" />
        ))}
        <Group justify="flex-end">
          <Button onClick={onClose}>{made === undefined ? t('made.close') : t('made.done')}</Button>
        </Group>
      </Stack>
    </Dialog>
  )
}

const freeName = (wanted: string, { tokens }: AccessView): string => {
  const names = new Set(tokens.map(({ name }) => name))
  let [name, number] = [wanted, 2]
  while (names.has(name)) {
    name = `${wanted}-${number}`
    number += 1
  }
  return name
}
