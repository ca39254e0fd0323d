/** The tokens: who they are for, how long, and when they were last seen. */
import { Button, Group } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { AccessView, TokenGenerated, TokenView } from '../../../../src/contract/api/access.ts'
import { notify, notifyProblem } from '../../browser/notify.ts'
import { EmptyState } from '../../components/empty-state.tsx'
import { Entry, EntryList } from '../../components/entry-list.tsx'
import { Panel } from '../../components/panel.tsx'
import { RelativeTime } from '../../components/relative-time.tsx'
import { Tag } from '../../components/tag.tsx'
import { ConfirmButton } from '../../dialogs/confirm-button.tsx'
import { formatInstant } from '../../text/format.ts'
import { useAccessWrites } from './access-api.ts'
import { MadeDialog } from './made-dialog.tsx'
import type { Place } from './place.ts'
import { TokenForm } from './token-form.tsx'
import classes from './token-panel.module.css'

export interface TokenPanelProps {
  readonly access: AccessView
  readonly places: readonly Place[]
}

export const TokenPanel = ({ access, places }: TokenPanelProps) => {
  const { t } = useTranslation('access')
  const [form, setForm] = useState<'new' | TokenView | undefined>(undefined)
  const [made, setMade] = useState<TokenGenerated | undefined>(undefined)
  const signedIn = made?.entry.services.includes('ui') === true && access.callerHasToken
  const names = access.tokens.map((token) => token.name)
  return (
    <Panel
      title={t('tokens')}
      actions={
        <Button size="xs" leftSection={<IconPlus size={15} stroke={1.8} />} onClick={() => setForm('new')}>
          {t('add')}
        </Button>
      }
    >
      {access.tokens.length === 0 ? (
        <EmptyState title={t('none')} text={t('noneText')} />
      ) : (
        <EntryList label={t('list')}>
          {access.tokens.map((token) => (
            <TokenRow key={token.name} token={token} places={places} onEdit={() => setForm(token)} />
          ))}
        </EntryList>
      )}
      {form !== undefined && (
        <TokenForm
          token={form === 'new' ? undefined : form}
          names={names}
          places={places}
          signIn={!access.callerHasToken}
          onMade={setMade}
          onClose={() => setForm(undefined)}
        />
      )}
      {made !== undefined && <MadeDialog made={made} signedIn={signedIn} onClose={() => setMade(undefined)} />}
    </Panel>
  )
}

interface TokenRowProps {
  readonly token: TokenView
  readonly places: readonly Place[]
  readonly onEdit: () => void
}

const TokenRow = ({ token, places, onEdit }: TokenRowProps) => {
  const { t } = useTranslation(['access', 'common'])
  const writes = useAccessWrites()
  const { name } = token
  const remove = () =>
    writes.mutate(
      { act: 'remove', name },
      { onSuccess: () => void notify({ tone: 'good', title: t('removed', { name }) }), onError: notifyProblem },
    )
  return (
    <Entry
      head={
        <>
          <strong className={classes['name']}>{name}</strong>
          <TokenState token={token} />
          <code className={classes['prefix']}>{token.prefix}…</code>
          {token.services.map((id) => (
            <Tag key={id} tone="quiet">
              {places.find((place) => place.id === id)?.label ?? id}
            </Tag>
          ))}
        </>
      }
      actions={
        <Group gap={6}>
          <Button
            size="xs"
            variant="default"
            loading={writes.isPending}
            onClick={() =>
              writes.mutate({ act: 'patch', name, patch: { active: !token.active } }, { onError: notifyProblem })
            }
          >
            {token.active ? t('common:action.disable') : t('common:action.enable')}
          </Button>
          <Button size="xs" variant="default" onClick={onEdit}>
            {t('common:action.edit')}
          </Button>
          <ConfirmButton
            label={t('common:action.remove')}
            question={t('removeQuestion', { name })}
            text={t('removeText')}
            onConfirm={remove}
          />
        </Group>
      }
    >
      {token.owner !== null && <div className={classes['description']}>{token.owner}</div>}
      {token.description !== '' && <div className={classes['description']}>{token.description}</div>}
      <TokenTimes token={token} />
    </Entry>
  )
}

const TokenState = ({ token }: { readonly token: TokenView }) => {
  const { t } = useTranslation('access')
  if (token.expired) return <Tag tone="bad">{t('state.expired')}</Tag>
  return token.active ? <Tag tone="good">{t('state.active')}</Tag> : <Tag tone="quiet">{t('state.disabled')}</Tag>
}

const TokenTimes = ({ token }: { readonly token: TokenView }) => {
  const { t, i18n } = useTranslation(['access', 'common'])
  const day = (text: string) => {
    const at = Date.parse(text)
    return Number.isNaN(at) ? text : formatInstant(at, i18n.language)
  }
  return (
    <div className={classes['times']}>
      {token.createdAt !== null && (
        <span>
          {t('created')}
          {t('common:colon')}
          {day(token.createdAt)}
        </span>
      )}
      <span>{token.expiresAt === null ? t('neverExpires') : t('until', { time: day(token.expiresAt) })}</span>
      <span>
        {t('lastUsed')}
        {t('common:colon')}
        <RelativeTime at={token.lastUsedAt} />
      </span>
    </div>
  )
}
