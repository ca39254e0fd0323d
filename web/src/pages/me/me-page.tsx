/** What one access token has used and what that cost: for whoever holds it, and about nobody else. The token stays in this page's memory. */
import { Button, PasswordInput, Stack, Table, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { MeAnswer } from '../../../../src/contract/api/me.ts'
import { costSumText, DOLLARS } from '../../../../src/contract/money/money-text.ts'
import { allTokens } from '../../../../src/contract/usage.ts'
import { CountText } from '../../components/count-text.tsx'
import { ShareBar } from '../../components/duration-bar.tsx'
import { ErrorNotice } from '../../components/error-notice.tsx'
import { PageHeader } from '../../components/page-header.tsx'
import { Panel } from '../../components/panel.tsx'
import { useClient } from '../../connection/app-context.ts'
import { read } from '../../connection/client.ts'
import { toProblem } from '../../connection/problem.ts'
import { formatInstant, formatPercent } from '../../text/format.ts'

export const MePage = () => {
  const { t } = useTranslation('me')
  const client = useClient()
  const [token, setToken] = useState('')
  const own = useQuery({
    // Not by the token: it stands in no key.
    queryKey: ['me', token.length, token.slice(-4)],
    queryFn: () =>
      read(client.api.me.$get({ query: {} }, token === '' ? {} : { headers: { authorization: `Bearer ${token}` } })),
    retry: false,
    refetchInterval: ({ state }) => (state.error === null ? 60_000 : false),
  })
  const isRefused = own.error !== null && [401, 403].includes(toProblem(own.error).status)
  return (
    <div style={{ maxWidth: 860, margin: '0 auto', padding: 16 }}>
      <PageHeader title={t('title')} text={t('text')} />
      {own.data !== undefined && <Own answer={own.data as MeAnswer} />}
      {own.error !== null && !isRefused && <ErrorNotice error={own.error} />}
      {isRefused && <AskToken wrong={token !== ''} onToken={setToken} />}
    </div>
  )
}

interface AskTokenProps {
  readonly wrong: boolean
  readonly onToken: (token: string) => void
}

const AskToken = ({ wrong, onToken }: AskTokenProps) => {
  const { t } = useTranslation('me')
  const [typed, setTyped] = useState('')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    onToken(typed.trim())
  }
  return (
    <Panel>
      <form onSubmit={submit} noValidate>
        <Stack gap="sm">
          <PasswordInput
            label={t('token')}
            placeholder="clp_…"
            value={typed}
            error={wrong ? t('wrong') : undefined}
            autoComplete="current-password"
            onChange={(event) => setTyped(event.currentTarget.value)}
          />
          <Button type="submit" disabled={!typed.trim().startsWith('clp_')}>
            {t('show')}
          </Button>
        </Stack>
      </form>
    </Panel>
  )
}

const Own = ({ answer }: { readonly answer: MeAnswer }) => {
  const { t, i18n } = useTranslation('me')
  const { token, owner, since, total, days, models, upstreams, budgets } = answer
  return (
    <Stack gap="md">
      <Panel title={owner === null ? token : `${token} · ${owner}`}>
        <Text>
          {t('sum', {
            since: formatInstant(since, i18n.language),
            requests: total.requests,
            cost: costSumText(total.cost, total.requests, DOLLARS),
          })}
        </Text>
        {total.cost.unpriced > 0 && <Text size="sm">{t('unpriced', { count: total.cost.unpriced })}</Text>}
      </Panel>
      {budgets.length > 0 && (
        <Panel title={t('budgets')}>
          {budgets.map((budget) => (
            <div key={budget.id}>
              <Text size="sm">
                {budget.id}: {formatPercent(budget.used)}
                {budget.resetsAt !== null &&
                  ` · ${t('resets', { time: formatInstant(budget.resetsAt, i18n.language) })}`}
              </Text>
              <ShareBar value={Math.min(1, budget.used)} label={`${budget.id} ${formatPercent(budget.used)}`} />
            </div>
          ))}
        </Panel>
      )}
      <Rows group="day" rows={days} />
      <Rows group="model" rows={models} />
      {upstreams !== null && <Rows group="upstream" rows={upstreams} />}
    </Stack>
  )
}

interface RowsProps {
  readonly group: 'day' | 'model' | 'upstream'
  readonly rows: MeAnswer['days']
}

const Rows = ({ group, rows }: RowsProps) => {
  const { t } = useTranslation('me')
  if (rows.length === 0) return null
  return (
    <Panel>
      <Table>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t(group)}</Table.Th>
            <Table.Th>{t('requests')}</Table.Th>
            <Table.Th>{t('tokens')}</Table.Th>
            <Table.Th>{t('cost')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((row) => (
            <Table.Tr key={row.key[group] ?? ''}>
              <Table.Td>{row.key[group] || '–'}</Table.Td>
              <Table.Td>{row.requests}</Table.Td>
              <Table.Td>
                <CountText value={allTokens(row.usage)} />
              </Table.Td>
              <Table.Td>{costSumText(row.cost, row.requests, DOLLARS)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Panel>
  )
}
