/** All documents as one file, out and in. */
import { Button, FileButton, Group, Text } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Bundle } from '../../../../src/contract/api/documents.ts'
import { notify, notifyProblem } from '../../browser/notify.ts'
import { saveFile } from '../../browser/save-file.ts'
import { ErrorNotice } from '../../components/error-notice.tsx'
import { Panel } from '../../components/panel.tsx'
import { useClient } from '../../connection/app-context.ts'
import { read } from '../../connection/client.ts'
import { Dialog } from '../../dialogs/dialog.tsx'

export const TransferPanel = () => {
  const { t } = useTranslation(['settings', 'common'])
  const client = useClient()
  const queries = useQueryClient()
  const [bundle, setBundle] = useState<Bundle | undefined>(undefined)
  const out = useMutation({
    mutationFn: () => read(client.api.export.$get({ query: {} })),
    onSuccess: (exported) =>
      saveFile(
        `clp-${exported.exportedAt.slice(0, 10)}.json`,
        new Blob([`${JSON.stringify(exported, null, 2)}\n`], { type: 'application/json' }),
      ),
    onError: notifyProblem,
  })
  const bring = useMutation({
    mutationFn: (wanted: Bundle) => read(client.api.import.$post({ json: wanted })),
    onSuccess: (answer) => {
      void notify({ tone: 'good', title: t('imported', { count: answer.written.length }) })
      setBundle(undefined)
      void queries.invalidateQueries()
    },
  })
  const choose = async (file: File | null) => {
    if (file === null) return
    bring.reset()
    const found = asBundle(await file.text())
    if (found === undefined) void notify({ tone: 'bad', title: t('notBundle') })
    setBundle(found)
  }
  return (
    <Panel title={t('transfer')} text={t('transferText')}>
      <Group gap="xs">
        <Button size="xs" variant="default" loading={out.isPending} onClick={() => out.mutate()}>
          {t('export')}
        </Button>
        <FileButton accept="application/json,.json" onChange={(file) => void choose(file)}>
          {(props) => (
            <Button size="xs" variant="default" {...props}>
              {t('import')}
            </Button>
          )}
        </FileButton>
      </Group>
      <Dialog opened={bundle !== undefined} onClose={() => setBundle(undefined)} title={t('importQuestion')}>
        <Text size="sm" mb="md">
          {t('importText', { names: Object.keys(bundle?.documents ?? {}).join(', ') })}
        </Text>
        {bring.isError && <ErrorNotice error={bring.error} />}
        <Group justify="flex-end" gap="xs" mt="lg">
          <Button variant="default" onClick={() => setBundle(undefined)}>
            {t('common:action.cancel')}
          </Button>
          <Button
            color="red.9"
            loading={bring.isPending}
            onClick={() => {
              if (bundle !== undefined) bring.mutate(bundle)
            }}
          >
            {t('common:action.confirm')}
          </Button>
        </Group>
      </Dialog>
    </Panel>
  )
}

/** What looks like an export; the daemon checks the rest. */
const asBundle = (text: string): Bundle | undefined => {
  try {
    const value = JSON.parse(text) as Partial<Bundle> | null
    return value?.format === 'clp-documents' && typeof value.documents === 'object' ? (value as Bundle) : undefined
  } catch {
    return undefined
  }
}
