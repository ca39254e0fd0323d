/** The conversation of a request. Whoever reads along keeps what they read when it ends, and asks for the rest when they want it. */
import { Button, Stack } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ExchangeDetail } from '../../../../../src/contract/api/exchanges.ts'
import { useLiveText } from '../../../connection/app-context.ts'
import { LiveConversation } from './live-conversation.tsx'
import { StoredConversation } from './stored-conversation.tsx'

export interface ConversationProps {
  readonly id: string
  /** Undefined while it runs, and for a moment afterwards. */
  readonly detail: ExchangeDetail | undefined
  readonly running: boolean
  /** Whether the log is still being asked for it. */
  readonly awaited: boolean
}

export const Conversation = ({ id, detail, running, awaited }: ConversationProps) => {
  const { t } = useTranslation(['requests', 'common'])
  const text = useLiveText(id)
  const heard = text?.chunks.length ?? 0
  const [isReadLive, setReadLive] = useState(running && text?.done !== true)
  if (detail !== undefined && (!isReadLive || heard === 0)) return <StoredConversation detail={detail} />
  if (awaited && !isReadLive) return <p>{t('common:state.loading')}</p>
  return (
    <Stack gap="md" align="stretch">
      <LiveConversation id={id} running={running} />
      {detail !== undefined && (
        <Button variant="default" size="xs" style={{ alignSelf: 'flex-start' }} onClick={() => setReadLive(false)}>
          {t('conversation.whole')}
        </Button>
      )}
    </Stack>
  )
}
