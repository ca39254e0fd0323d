/** Takes upstreams from a pasted text: shows what was understood before anything is written. */
import { Button, Group, Stack, Text, Textarea } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ServiceStatus } from '../../../../src/contract/api/status.ts'
import { notify } from '../../browser/notify.ts'
import { ErrorNotice } from '../../components/error-notice.tsx'
import { Message } from '../../components/message.tsx'
import { Dialog } from '../../dialogs/dialog.tsx'
import classes from './import-dialog.module.css'
import { parseImport } from './import-parse.ts'
import { useUpstreamWrites } from './use-upstream-writes.ts'

export interface ImportDialogProps {
  readonly service: ServiceStatus
  readonly names: readonly string[]
  readonly onClose: () => void
}

export const ImportDialog = ({ service, names, onClose }: ImportDialogProps) => {
  const { t } = useTranslation(['upstreams', 'common'])
  const [text, setText] = useState('')
  const [denied, setDenied] = useState(false)
  const [added, setAdded] = useState<readonly string[]>([])
  const writes = useUpstreamWrites(service.id)
  const found = parseImport(
    text,
    names.filter((name) => !added.includes(name)),
  )
  const paste = async () => {
    try {
      setText(await navigator.clipboard.readText())
      setDenied(false)
    } catch {
      setDenied(true)
    }
  }
  const submit = async () => {
    const done: string[] = []
    for (const upstream of found.filter(({ name }) => !added.includes(name))) {
      await writes.mutateAsync({ act: 'add', upstream })
      done.push(upstream.name)
      setAdded([...added, ...done])
    }
    void notify({ tone: 'good', title: t('importDialog.done', { count: found.length }) })
    onClose()
  }
  return (
    <Dialog onClose={onClose} size="lg" dirty={text.trim() !== '' && !writes.isPending} title={t('importDialog.title')}>
      <Stack gap="sm">
        <Text size="sm">{t('importDialog.text')}</Text>
        <Button size="xs" variant="default" w="fit-content" onClick={() => void paste()}>
          {t('importDialog.paste')}
        </Button>
        {denied && <Message tone="note" title={t('importDialog.denied')} />}
        <Textarea
          label={t('importDialog.field')}
          value={text}
          minRows={6}
          maxRows={14}
          autosize
          spellCheck={false}
          error={text.trim() !== '' && found.length === 0 ? t('importDialog.nothing') : undefined}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        {found.length > 0 && (
          <div>
            <Text size="sm" fw={600}>
              {t('importDialog.found', { count: found.length })}
            </Text>
            <ul className={classes['list']}>
              {found.map((upstream) => (
                <li key={upstream.name}>
                  <strong>{upstream.name}</strong> <code>{upstream.baseUrl}</code>
                </li>
              ))}
            </ul>
          </div>
        )}
        {writes.isError && <ErrorNotice error={writes.error} />}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            {t('common:action.cancel')}
          </Button>
          <Button
            disabled={found.length === 0}
            loading={writes.isPending}
            onClick={() => void submit().catch(() => undefined)}
          >
            {t('importDialog.submit')}
          </Button>
        </Group>
      </Stack>
    </Dialog>
  )
}
