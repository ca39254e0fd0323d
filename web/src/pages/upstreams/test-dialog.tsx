/** Sends a small request of the service's own kind and shows what came back, also when nothing did. */
import { Autocomplete, Button, Group, Stack, Text } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ServiceStatus } from '../../../../src/contract/api/status.ts'
import type { ProbeAnswer, ProbeRequest } from '../../../../src/contract/api/upstreams.ts'
import { ErrorNotice } from '../../components/error-notice.tsx'
import { KeyValueTable } from '../../components/key-value-table.tsx'
import { Message } from '../../components/message.tsx'
import { Snippet } from '../../components/snippet.tsx'
import { statusTone } from '../../components/status-badge.tsx'
import { Tag } from '../../components/tag.tsx'
import { useClient } from '../../connection/app-context.ts'
import { part, read } from '../../connection/client.ts'
import { Dialog } from '../../dialogs/dialog.tsx'
import { formatDuration } from '../../text/format.ts'
import { reasonText } from '../../text/reason-text.ts'

export interface TestDialogProps {
  readonly service: ServiceStatus
  /** What the dialog calls it. */
  readonly name: string
  readonly probe: ProbeRequest
  readonly onClose: () => void
}

export const TestDialog = ({ service, name, probe, onClose }: TestDialogProps) => {
  const { t } = useTranslation(['upstreams', 'common'])
  const client = useClient()
  const [model, setModel] = useState(service.probeModels[0] ?? '')
  const test = useMutation({
    mutationFn: () =>
      read(
        client.api.services[':service'].upstreams.probe.$post({
          param: { service: part(service.id) },
          json: { ...probe, ...(model.trim() === '' ? {} : { model: model.trim() }) },
        }),
      ),
  })
  return (
    <Dialog onClose={onClose} size="lg" title={t('test.title', { name })}>
      <Stack gap="sm">
        <Text size="sm">{t('test.cost')}</Text>
        <Autocomplete label={t('test.model')} data={[...service.probeModels]} value={model} onChange={setModel} />
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            {t('common:action.close')}
          </Button>
          <Button loading={test.isPending} onClick={() => test.mutate()}>
            {test.data === undefined ? t('test.start') : t('test.again')}
          </Button>
        </Group>
        <div aria-live="polite">
          {test.isPending && <Text size="sm">{t('test.running')}</Text>}
          {test.isError && <ErrorNotice error={test.error} />}
          {test.data !== undefined && !test.isPending && <ProbeResult answer={test.data} />}
        </div>
      </Stack>
    </Dialog>
  )
}

const ProbeResult = ({ answer }: { readonly answer: ProbeAnswer }) => {
  const { t } = useTranslation(['upstreams', 'common'])
  const rows = [
    {
      key: 'status',
      name: t('test.status'),
      value:
        answer.status === null ? (
          <Tag tone="bad">{t('test.noStatus')}</Tag>
        ) : (
          <Tag tone={statusTone(answer.status)}>{answer.status}</Tag>
        ),
    },
    { key: 'url', name: t('test.url'), value: <code>{answer.url}</code> },
    { key: 'model', name: t('test.model'), value: answer.model },
    {
      key: 'first',
      name: t('test.firstByte'),
      value: answer.firstByteMs === null ? '–' : formatDuration(answer.firstByteMs),
    },
    { key: 'duration', name: t('test.duration'), value: formatDuration(answer.durationMs) },
  ]
  return (
    <Stack gap="sm">
      <Message tone={answer.success ? 'good' : 'bad'} title={answer.success ? t('test.success') : t('test.failure')}>
        {answer.error !== '' && `${t('test.error')}${t('common:colon')}${reasonText(answer.why) ?? answer.error}`}
      </Message>
      {answer.credentialWithheld && <Message tone="warn" title={t('test.withheld')} />}
      <KeyValueTable rows={rows} />
      {answer.text !== '' && <Snippet wrap text={answer.text} caption={t('test.answer')} />}
      {answer.body !== '' && (
        <details open={!answer.success}>
          <summary>
            {t('test.body')}
            {answer.bodyTruncated && ` (${t('test.truncated')})`}
          </summary>
          <Snippet wrap text={answer.body} />
        </details>
      )}
    </Stack>
  )
}
