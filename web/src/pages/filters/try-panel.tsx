/** A request, typed or taken from the log, and what the rules on the page would do to it. */
import { Button, Group, NativeSelect, Stack, Textarea, TextInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ServiceStatus } from '../../../../src/contract/api/status.ts'
import type {
  BodyFilterSettings,
  EndpointFilterSettings,
  HeaderFilterSettings,
} from '../../../../src/contract/settings.ts'
import { keys } from '../../api/queries.ts'
import { notify } from '../../browser/notify.ts'
import { useNow } from '../../browser/use-now.ts'
import { ErrorNotice } from '../../components/error-notice.tsx'
import { Panel } from '../../components/panel.tsx'
import { useClient } from '../../connection/app-context.ts'
import { read } from '../../connection/client.ts'
import { formatClock } from '../../text/format.ts'
import { bodyQuery, detailQuery } from '../requests/data/queries.ts'
import { headersFromLines, linesFromHeaders } from './filter-checks.ts'
import { TryAnswer } from './try-answer.tsx'

export interface TryPanelProps {
  readonly services: readonly ServiceStatus[]
  readonly draft: {
    readonly endpoint: EndpointFilterSettings
    readonly header: HeaderFilterSettings
    readonly body: BodyFilterSettings
  }
}

interface Sample {
  readonly service: string
  readonly method: string
  readonly path: string
  readonly headers: string
  readonly body: string
}

export const TryPanel = ({ services, draft }: TryPanelProps) => {
  const { t } = useTranslation('filters')
  const client = useClient()
  const first = services[0]
  const [sample, setSample] = useState<Sample>({
    service: first?.id ?? '',
    method: 'POST',
    path: first?.mainPath ?? '/',
    headers: 'content-type: application/json',
    body: '',
  })
  const set = (change: Partial<Sample>) => setSample({ ...sample, ...change })
  const attempt = useMutation({
    mutationFn: () =>
      read(
        client.api.filters.try.$post({
          json: {
            ...sample,
            headers: headersFromLines(sample.headers),
            draft: { ...draft, body: [...draft.body] },
          },
        }),
      ),
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    attempt.mutate()
  }
  return (
    <Panel title={t('try.title')} text={t('try.text')}>
      <form onSubmit={submit}>
        <Stack gap="sm">
          <LogChoice onChoose={setSample} />
          <Group gap="xs" grow>
            <NativeSelect
              label={t('try.service')}
              data={services.map(({ id, label }) => ({ value: id, label }))}
              value={sample.service}
              onChange={(event) => set({ service: event.currentTarget.value })}
            />
            <TextInput
              label={t('try.method')}
              value={sample.method}
              onChange={(event) => set({ method: event.currentTarget.value.toUpperCase() })}
            />
          </Group>
          <TextInput
            label={t('try.path')}
            value={sample.path}
            spellCheck={false}
            onChange={(event) => set({ path: event.currentTarget.value })}
          />
          <Textarea
            label={t('try.headers')}
            value={sample.headers}
            autosize
            minRows={2}
            maxRows={8}
            spellCheck={false}
            onChange={(event) => set({ headers: event.currentTarget.value })}
          />
          <Textarea
            label={t('try.body')}
            value={sample.body}
            autosize
            minRows={4}
            maxRows={12}
            spellCheck={false}
            onChange={(event) => set({ body: event.currentTarget.value })}
          />
          <Button
            type="submit"
            loading={attempt.isPending}
            disabled={sample.method.trim() === '' || sample.path === ''}
          >
            {t('try.submit')}
          </Button>
        </Stack>
      </form>
      <div aria-live="polite">
        {attempt.isError && <ErrorNotice error={attempt.error} />}
        {attempt.data !== undefined && <TryAnswer answer={attempt.data} />}
      </div>
    </Panel>
  )
}

/** The last requests of the log, to try the rules on something real. */
const LogChoice = ({ onChoose }: { readonly onChoose: (sample: Sample) => void }) => {
  const { t, i18n } = useTranslation('filters')
  const client = useClient()
  const queries = useQueryClient()
  const now = useNow(0)
  const recent = useQuery({
    queryKey: [...keys.exchanges, 'recent'],
    queryFn: () => read(client.api.exchanges.$get({ query: { limit: '25' } })),
    staleTime: 10_000,
  })
  const choose = async (id: string) => {
    if (id === '') return
    const detail = await queries.fetchQuery(detailQuery(client, id))
    const kept = detail.bodies.request !== null && detail.bodies.request.size > 0
    const body = kept ? await queries.fetchQuery(bodyQuery(client, id, 'request')).catch(() => undefined) : ''
    if (body === undefined) void notify({ tone: 'warn', title: t('try.pickFailed') })
    onChoose({
      service: detail.service,
      method: detail.method,
      path: detail.query === '' ? detail.path : `${detail.path}?${detail.query}`,
      headers: linesFromHeaders(detail.requestHeaders),
      body: body ?? '',
    })
  }
  const items = recent.data?.items ?? []
  if (items.length === 0) return null
  return (
    <NativeSelect
      label={t('try.pick')}
      data={[
        { value: '', label: t('try.pickNone') },
        ...items.map((item) => ({
          value: item.id,
          label: `${formatClock(item.startedAt, now, i18n.language)} ${item.method} ${item.path} (${item.status})`,
        })),
      ]}
      onChange={(event) => void choose(event.currentTarget.value)}
    />
  )
}
