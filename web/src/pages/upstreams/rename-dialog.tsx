/** Gives an upstream another name, everywhere. */
import { Button, Group, Stack, Text, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ServiceStatus } from '../../../../src/contract/api/status.ts'
import { notify } from '../../browser/notify.ts'
import { ErrorNotice } from '../../components/error-notice.tsx'
import { Dialog } from '../../dialogs/dialog.tsx'
import { useUpstreamWrites } from './use-upstream-writes.ts'

export interface RenameDialogProps {
  readonly service: ServiceStatus
  readonly name: string
  readonly names: readonly string[]
  readonly onClose: () => void
}

export const RenameDialog = ({ service, name, names, onClose }: RenameDialogProps) => {
  const { t } = useTranslation(['upstreams', 'common'])
  const [to, setTo] = useState(name)
  const [tried, setTried] = useState(false)
  const writes = useUpstreamWrites(service.id)
  const next = to.trim()
  const fault =
    next === '' ? t('form.fault.name') : next !== name && names.includes(next) ? t('form.fault.duplicate') : undefined
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (fault !== undefined) return
    if (next === name) {
      onClose()
      return
    }
    const onSuccess = () => {
      void notify({ tone: 'good', title: t('saved', { name: next }) })
      onClose()
    }
    writes.mutate({ act: 'rename', name, to: next }, { onSuccess })
  }
  return (
    <Dialog onClose={onClose} dirty={next !== name && !writes.isSuccess} title={t('rename.title', { name })}>
      <form onSubmit={submit} noValidate>
        <Stack gap="sm">
          <Text size="sm">{t('rename.text')}</Text>
          <TextInput
            label={t('rename.to')}
            value={to}
            error={tried ? fault : undefined}
            data-autofocus
            onChange={(event) => setTo(event.currentTarget.value)}
          />
          {writes.isError && <ErrorNotice error={writes.error} />}
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              {t('common:action.cancel')}
            </Button>
            <Button type="submit" loading={writes.isPending}>
              {t('common:action.rename')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  )
}
