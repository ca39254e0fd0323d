/** Makes a token, or changes what it is good for. */
import { Button, Checkbox, Group, Modal, Stack, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { TokenGenerated, TokenView } from '../../../../src/contract/api-access.ts'
import { ErrorNotice } from '../../components/error-notice.tsx'
import { toProblem } from '../../problem.ts'
import { useAccessWrites, useGenerateToken } from './access-api.ts'
import type { Place } from './place.ts'

export interface TokenFormProps {
  /** Undefined makes a new one. */
  readonly token: TokenView | undefined
  readonly names: readonly string[]
  readonly places: readonly Place[]
  readonly onMade: (made: TokenGenerated) => void
  readonly onClose: () => void
}

export const TokenForm = ({ token, names, places, onMade, onClose }: TokenFormProps) => {
  const { t } = useTranslation(['access', 'common'])
  const [name, setName] = useState(token?.name ?? '')
  const [description, setDescription] = useState(token?.description ?? '')
  const [expires, setExpires] = useState(token?.expiresAt ?? '')
  const [services, setServices] = useState<string[]>([...(token?.services ?? places.map(({ id }) => id))])
  const [tried, setTried] = useState(false)
  const generate = useGenerateToken()
  const writes = useAccessWrites()
  const error = generate.error ?? writes.error
  const problem = error === null ? undefined : toProblem(error)
  const wanted = name.trim()
  const taken = wanted !== token?.name && names.includes(wanted)
  const nameFault = wanted === '' ? t('needed') : taken ? t('taken') : undefined
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (nameFault !== undefined || services.length === 0) return
    const values = {
      name: wanted,
      description: description.trim(),
      expires: expires.trim() === '' ? null : expires.trim(),
      services,
    }
    if (token === undefined) {
      generate.mutate(values, {
        onSuccess: (made) => {
          onClose()
          onMade(made)
        },
      })
    } else writes.mutate({ act: 'patch', name: token.name, patch: values }, { onSuccess: onClose })
  }
  const said = (field: string) => (problem?.field === field ? problem.message : undefined)
  const placed = problem !== undefined && ['name', 'expires', 'services', 'description'].includes(problem.field)
  return (
    <Modal
      opened
      onClose={onClose}
      title={token === undefined ? t('add') : t('edit', { name: token.name })}
      closeButtonProps={{ 'aria-label': t('common:action.close') }}
    >
      <form onSubmit={submit} noValidate>
        <Stack gap="sm">
          <TextInput
            label={t('name')}
            description={t('nameHint')}
            value={name}
            error={(tried || taken ? nameFault : undefined) ?? said('name')}
            data-autofocus
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <TextInput
            label={t('description')}
            value={description}
            error={said('description')}
            onChange={(event) => setDescription(event.currentTarget.value)}
          />
          <TextInput
            label={t('expires')}
            description={t('expiresHint')}
            value={expires}
            error={said('expires')}
            onChange={(event) => setExpires(event.currentTarget.value)}
          />
          <Checkbox.Group
            label={t('tokenServices')}
            value={services}
            error={services.length === 0 ? t('oneService') : said('services')}
            onChange={setServices}
          >
            <Group gap="lg" mt={6}>
              {places.map(({ id, label }) => (
                <Checkbox key={id} value={id} label={label} />
              ))}
            </Group>
          </Checkbox.Group>
          {problem !== undefined && !placed && <ErrorNotice error={problem} />}
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              {t('common:action.cancel')}
            </Button>
            <Button type="submit" loading={generate.isPending || writes.isPending}>
              {t('common:action.save')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}
