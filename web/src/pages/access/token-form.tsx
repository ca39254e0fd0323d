/** Makes a token, or changes what it is good for. */
import { Button, Checkbox, Group, Stack, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { TokenGenerated, TokenView } from '../../../../src/contract/api/access.ts'
import { ErrorNotice } from '../../components/error-notice.tsx'
import { toProblem } from '../../connection/problem.ts'
import { Dialog } from '../../dialogs/dialog.tsx'
import { fieldText } from '../../text/problem-text.ts'
import { useAccessWrites, useGenerateToken } from './access-api.ts'
import type { Place } from './place.ts'

export interface TokenFormProps {
  /** Undefined makes a new one. */
  readonly token: TokenView | undefined
  readonly names: readonly string[]
  readonly places: readonly Place[]
  /** Whether this browser is to be signed in with a new one. */
  readonly signIn: boolean
  readonly onMade: (made: TokenGenerated) => void
  readonly onClose: () => void
}

interface Values {
  readonly name: string
  readonly description: string
  readonly owner: string
  readonly expires: string
  readonly services: string[]
}

const FIELDS = ['name', 'description', 'owner', 'expires', 'services']

export const TokenForm = ({ token, names, places, signIn, onMade, onClose }: TokenFormProps) => {
  const { t } = useTranslation(['access', 'common'])
  const [start] = useState(() => startValues(token, places))
  const [values, setValues] = useState(start)
  const [tried, setTried] = useState(false)
  const saving = useSaveToken({ token, signIn, onMade, onClose })
  const set = (change: Partial<Values>) => setValues({ ...values, ...change })
  const name = values.name.trim()
  const taken = name !== token?.name && names.includes(name)
  const nameFault = useNameFault(name, taken)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (nameFault === undefined && values.services.length > 0) saving.save(values)
  }
  const { problem } = saving
  const said = (field: string) => (problem?.field === field ? fieldText(problem) : undefined)
  return (
    <Dialog
      onClose={onClose}
      dirty={!saving.done && JSON.stringify(values) !== JSON.stringify(start)}
      title={token === undefined ? t('add') : t('edit', { name: token.name })}
    >
      <form onSubmit={submit} noValidate>
        <Stack gap="sm">
          <TextInput
            label={t('name')}
            description={t('nameHint')}
            value={values.name}
            error={(tried || taken ? nameFault : undefined) ?? said('name')}
            data-autofocus
            onChange={(event) => set({ name: event.currentTarget.value })}
          />
          <TextInput
            label={t('description')}
            value={values.description}
            error={said('description')}
            onChange={(event) => set({ description: event.currentTarget.value })}
          />
          <TextInput
            label={t('owner')}
            description={t('ownerHint')}
            value={values.owner}
            error={said('owner')}
            onChange={(event) => set({ owner: event.currentTarget.value })}
          />
          <TextInput
            label={t('expires')}
            description={t('expiresHint')}
            value={values.expires}
            error={said('expires')}
            onChange={(event) => set({ expires: event.currentTarget.value })}
          />
          <Checkbox.Group
            label={t('tokenServices')}
            value={values.services}
            error={values.services.length === 0 ? t('oneService') : said('services')}
            onChange={(services) => set({ services })}
          >
            <Group gap="lg" mt={6}>
              {places.map(({ id, label }) => (
                <Checkbox key={id} value={id} label={label} />
              ))}
            </Group>
          </Checkbox.Group>
          {problem !== undefined && !FIELDS.includes(problem.field) && <ErrorNotice error={problem} />}
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              {t('common:action.cancel')}
            </Button>
            <Button type="submit" loading={saving.pending}>
              {t('common:action.save')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  )
}

const startValues = (token: TokenView | undefined, places: readonly Place[]): Values => ({
  name: token?.name ?? '',
  description: token?.description ?? '',
  owner: token?.owner ?? '',
  expires: token?.expiresAt ?? '',
  services: [...(token?.services ?? places.map(({ id }) => id))],
})

const useNameFault = (name: string, taken: boolean): string | undefined => {
  const { t } = useTranslation('access')
  if (name === '') return t('needed')
  return taken ? t('taken') : undefined
}

/** A new token is shown once; a changed one is simply there. */
const useSaveToken = ({ token, signIn, onMade, onClose }: Omit<TokenFormProps, 'names' | 'places'>) => {
  const generate = useGenerateToken({ signIn })
  const writes = useAccessWrites()
  const save = ({ name, description, owner, expires, services }: Values) => {
    const until = expires.trim()
    const fields = {
      name: name.trim(),
      description: description.trim(),
      owner: owner.trim(),
      expires: until === '' ? null : until,
      services,
    }
    if (token !== undefined) {
      writes.mutate({ act: 'patch', name: token.name, patch: fields }, { onSuccess: onClose })
      return
    }
    const onSuccess = (made: TokenGenerated) => {
      onClose()
      onMade(made)
    }
    generate.mutate(fields, { onSuccess })
  }
  const error = generate.error ?? writes.error
  return {
    save,
    done: generate.isSuccess || writes.isSuccess,
    pending: generate.isPending || writes.isPending,
    problem: error === null ? undefined : toProblem(error),
  }
}
