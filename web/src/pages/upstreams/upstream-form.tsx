/** Adds or edits an upstream, with checks beside the fields and a test of what was typed. */
import { Button, Checkbox, Group, Modal, NumberInput, Stack, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ServiceStatus } from '../../../../src/contract/api.ts'
import type { UpstreamView } from '../../../../src/contract/api-upstreams.ts'
import { ErrorNotice } from '../../components/error-notice.tsx'
import { Message } from '../../components/message.tsx'
import { type SecretEdit, SecretInput } from '../../components/secret-input.tsx'
import { notify } from '../../notify.ts'
import { toProblem } from '../../problem.ts'
import { joinedUrl, urlFault, urlHint } from './form-checks.ts'
import { TestDialog } from './test-dialog.tsx'
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

interface Values {
  readonly name: string
  readonly baseUrl: string
  readonly authToken: SecretEdit
  readonly apiKey: SecretEdit
  readonly weight: number | string
  readonly activate: boolean
}

export const UpstreamForm = ({ service, names, upstream, version, onClose }: UpstreamFormProps) => {
  const { t } = useTranslation(['upstreams', 'common'])
  const [values, setValues] = useState<Values>(() => startValues(upstream, names))
  const [opened] = useState(version)
  const [tried, setTried] = useState(false)
  const [testing, setTesting] = useState(false)
  const writes = useUpstreamWrites(service.id)
  const set = (change: Partial<Values>) => {
    writes.reset()
    setValues({ ...values, ...change })
  }
  const faults = useFaults(values, names, upstream, writes.error)
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
  const path = service.mainPath
  const hint = urlHint(values.baseUrl, path)
  const goesTo = joinedUrl(values.baseUrl, path)
  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      title={upstream === undefined ? t('form.add') : t('form.edit', { name: upstream.name })}
      closeButtonProps={{ 'aria-label': t('common:action.close') }}
    >
      <form onSubmit={submit} noValidate>
        <Stack gap="sm">
          {upstream === undefined && (
            <TextInput
              label={t('form.name')}
              description={t('form.nameHint')}
              value={values.name}
              error={tried || faults.nameTaken ? faults.name : undefined}
              data-autofocus
              onChange={(event) => set({ name: event.currentTarget.value })}
            />
          )}
          <TextInput
            label={t('form.baseUrl')}
            placeholder="https://"
            value={values.baseUrl}
            error={tried || values.baseUrl.length > 8 ? faults.baseUrl : undefined}
            description={hint === undefined ? (goesTo === '' ? undefined : t('form.goesTo', { url: goesTo })) : t(`form.fault.${hint}`, { path })}
            inputWrapperOrder={['label', 'input', 'error', 'description']}
            spellCheck={false}
            onChange={(event) => set({ baseUrl: event.currentTarget.value })}
          />
          <SecretInput
            label={t('form.authToken')}
            description={t('form.secretHint')}
            stored={upstream?.authToken ?? null}
            value={values.authToken}
            error={faults.authToken}
            onChange={(authToken) => set({ authToken })}
          />
          <SecretInput
            label={t('form.apiKey')}
            stored={upstream?.apiKey ?? null}
            value={values.apiKey}
            error={faults.apiKey}
            onChange={(apiKey) => set({ apiKey })}
          />
          <NumberInput
            label={t('form.weight')}
            description={t('form.weightHint')}
            value={values.weight}
            min={0}
            clampBehavior="none"
            hideControls
            error={faults.weight}
            onChange={(weight) => set({ weight })}
          />
          {upstream === undefined && (
            <Checkbox
              label={t('form.activate')}
              checked={values.activate}
              onChange={(event) => set({ activate: event.currentTarget.checked })}
            />
          )}
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
            <Button variant="default" disabled={urlFault(values.baseUrl) !== undefined} onClick={() => setTesting(true)}>
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
          probe={{ ...(upstream === undefined ? {} : { name: upstream.name }), baseUrl: values.baseUrl, ...secretsOf(values) }}
          onClose={() => setTesting(false)}
        />
      )}
    </Modal>
  )
}

const startValues = (upstream: UpstreamView | undefined, names: readonly string[]): Values => ({
  name: '',
  baseUrl: upstream?.baseUrl ?? '',
  authToken: undefined,
  apiKey: undefined,
  weight: upstream?.weight ?? 0,
  activate: names.length === 0,
})

const secretsOf = ({ authToken, apiKey }: Values) => ({
  ...(authToken === undefined ? {} : { authToken }),
  ...(apiKey === undefined ? {} : { apiKey }),
})

const actOf = (values: Values, upstream: UpstreamView | undefined, version: string): UpstreamAct => {
  const same = { baseUrl: values.baseUrl.trim(), weight: Number(values.weight), ...secretsOf(values) }
  if (upstream !== undefined) return { act: 'edit', name: upstream.name, patch: same, version }
  const activate = values.activate ? { activate: true } : {}
  return { act: 'add', upstream: { name: values.name.trim(), ...same, ...activate } }
}

const useFaults = (values: Values, names: readonly string[], upstream: UpstreamView | undefined, error: unknown) => {
  const { t } = useTranslation('upstreams')
  const problem = error === null ? undefined : toProblem(error)
  // The daemon names the field as the API does, or as the document does, behind the upstream's name.
  const said = (...fields: readonly string[]) =>
    problem !== undefined && fields.some((field) => problem.field.split('.').at(-1) === field) ? problem.message : undefined
  const name = values.name.trim()
  const nameTaken = upstream === undefined && names.includes(name)
  const nameFault = nameTaken ? t('form.fault.duplicate') : name === '' ? t('form.fault.name') : undefined
  const url = urlFault(values.baseUrl)
  const weightBad = values.weight === '' || !(Number(values.weight) >= 0)
  const server = {
    name: said('name'),
    baseUrl: said('baseUrl', 'base_url'),
    authToken: said('authToken', 'auth_token'),
    apiKey: said('apiKey', 'api_key'),
    weight: said('weight'),
  }
  return {
    nameTaken,
    name: upstream === undefined ? (nameFault ?? server.name) : undefined,
    baseUrl: url === undefined ? server.baseUrl : t(`form.fault.${url}`),
    authToken: server.authToken,
    apiKey: server.apiKey,
    weight: weightBad ? t('form.fault.weight') : server.weight,
    /** Nothing that is known before asking the daemon. */
    clean: (upstream !== undefined || nameFault === undefined) && url === undefined && !weightBad,
    /** The daemon's complaint stands at a field. */
    placed: Object.values(server).some((fault) => fault !== undefined),
  }
}
