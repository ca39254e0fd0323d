/** Adds or edits an upstream, with checks beside the fields and a test of what was typed. */
import { Button, Group, Stack } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ServiceStatus } from '../../../../src/contract/api/status.ts'
import type { UpstreamView } from '../../../../src/contract/api/upstreams.ts'
import { notify } from '../../browser/notify.ts'
import { ErrorNotice } from '../../components/error-notice.tsx'
import { Message } from '../../components/message.tsx'
import { toProblem } from '../../connection/problem.ts'
import { Dialog } from '../../dialogs/dialog.tsx'
import { urlFault } from './form-checks.ts'
import { TestDialog } from './test-dialog.tsx'
import { UpstreamFields, type UpstreamValues, useUpstreamFaults } from './upstream-fields.tsx'
import { type UpstreamAct, useUpstreamWrites } from './use-upstream-writes.ts'

export interface UpstreamFormProps {
  readonly service: ServiceStatus
  readonly names: readonly string[]
  /** Undefined adds a new one. */
  readonly upstream: UpstreamView | undefined
  /** Version of the list the form was opened from. */
  readonly version: string
  readonly onClose: () => void
}

export const UpstreamForm = ({ service, names, upstream, version, onClose }: UpstreamFormProps) => {
  const { t } = useTranslation(['upstreams', 'common'])
  const [start] = useState(() => startValues(upstream, names))
  const [values, setValues] = useState(start)
  const [opened] = useState(version)
  const [tried, setTried] = useState(false)
  const [testing, setTesting] = useState(false)
  const writes = useUpstreamWrites(service.id)
  const set = (change: Partial<UpstreamValues>) => {
    writes.reset()
    setValues({ ...values, ...change })
  }
  const faults = useUpstreamFaults(values, { names, upstream, error: writes.error })
  const save = (against: string) => {
    setTried(true)
    if (!faults.clean) return
    writes.mutate(actOf(values, upstream, against), {
      onSuccess: () => {
        void notify({ tone: 'good', title: t('saved', { name: upstream?.name ?? values.name.trim() }) })
        onClose()
      },
    })
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    save(opened)
  }
  const conflict = writes.isError && toProblem(writes.error).code === 'config-conflict'
  return (
    <Dialog
      onClose={onClose}
      size="lg"
      dirty={!writes.isSuccess && JSON.stringify(values) !== JSON.stringify(start)}
      title={upstream === undefined ? t('form.add') : t('form.edit', { name: upstream.name })}
    >
      <form onSubmit={submit} noValidate>
        <Stack gap="sm">
          <UpstreamFields
            upstream={upstream}
            values={values}
            faults={faults}
            tried={tried}
            path={service.mainPath}
            spoken={service.protocol}
            onChange={set}
          />
          {conflict && (
            <Message
              tone="warn"
              title={t('common:conflict.title')}
              actions={
                <Button size="compact-sm" variant="default" onClick={() => save('*')}>
                  {t('common:conflict.mine')}
                </Button>
              }
            >
              {t('form.changed')}
            </Message>
          )}
          {writes.isError && !conflict && !faults.placed && <ErrorNotice error={writes.error} />}
          <Group justify="space-between" gap="xs">
            <Button
              variant="default"
              disabled={urlFault(values.baseUrl) !== undefined}
              onClick={() => setTesting(true)}
            >
              {t('action.test')}
            </Button>
            <Group gap="xs">
              <Button variant="default" onClick={onClose}>
                {t('common:action.cancel')}
              </Button>
              <Button type="submit" loading={writes.isPending}>
                {t('common:action.save')}
              </Button>
            </Group>
          </Group>
        </Stack>
      </form>
      {testing && (
        <TestDialog
          service={service}
          name={upstream?.name ?? (values.name.trim() || values.baseUrl)}
          probe={{
            ...(upstream === undefined ? {} : { name: upstream.name }),
            baseUrl: values.baseUrl,
            protocol: values.protocol,
            ...secretsOf(values),
          }}
          onClose={() => setTesting(false)}
        />
      )}
    </Dialog>
  )
}

const startValues = (upstream: UpstreamView | undefined, names: readonly string[]): UpstreamValues => ({
  name: '',
  baseUrl: upstream?.baseUrl ?? '',
  authToken: undefined,
  apiKey: undefined,
  weight: upstream?.weight ?? 0,
  passRedirects: upstream?.redirects === 'pass',
  protocol: upstream?.protocol ?? null,
  activate: names.length === 0,
})

const secretsOf = ({ authToken, apiKey }: UpstreamValues) => ({
  ...(authToken === undefined ? {} : { authToken }),
  ...(apiKey === undefined ? {} : { apiKey }),
})

const actOf = (values: UpstreamValues, upstream: UpstreamView | undefined, version: string): UpstreamAct => {
  const redirects = values.passRedirects ? 'pass' : 'refuse'
  const same = {
    baseUrl: values.baseUrl.trim(),
    weight: Number(values.weight),
    redirects,
    protocol: values.protocol,
    ...secretsOf(values),
  } as const
  if (upstream !== undefined) return { act: 'edit', name: upstream.name, patch: same, version }
  const activate = values.activate ? { activate: true } : {}
  return { act: 'add', upstream: { name: values.name.trim(), ...same, ...activate } }
}
