/** Former versions of a document: since when, how much changed, what; and bringing one back. */
import { Button, Group, Stack, Table, Text } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { DocumentVersionView } from '../../../src/contract/api/document-history.ts'
import { documentDiffQuery, documentHistoryQuery, keys } from '../api/queries.ts'
import { ErrorNotice } from '../components/error-notice.tsx'
import { Panel } from '../components/panel.tsx'
import { RelativeTime } from '../components/relative-time.tsx'
import { Tag } from '../components/tag.tsx'
import { useClient } from '../connection/app-context.ts'
import { ifMatch, part, read } from '../connection/client.ts'
import { ConfirmButton } from '../dialogs/confirm-button.tsx'
import classes from './diff-view.module.css'
import { DiffLines } from './diff-view.tsx'

export const DocumentHistory = ({ id }: { readonly id: string }) => {
  const { t } = useTranslation('settings')
  const client = useClient()
  const queries = useQueryClient()
  const [shown, show] = useState<number>()
  const { data, error } = useQuery(documentHistoryQuery(client, id))
  const changed = () => queries.invalidateQueries()
  const rollback = useMutation({
    mutationFn: (revision: number) =>
      read(
        client.api.documents[':id'].rollback.$post({
          param: { id: part(id) },
          header: ifMatch('*'),
          json: { revision },
        }),
      ),
    onSuccess: changed,
  })
  const forget = useMutation({
    mutationFn: () => read(client.api.documents[':id'].history.$delete({ param: { id: part(id) } })),
    onSuccess: () => queries.invalidateQueries({ queryKey: keys.documents }),
  })
  const versions = data?.versions ?? []
  const failure = error ?? rollback.error ?? forget.error
  return (
    <Panel
      title={t('history.title')}
      text={t('history.text')}
      actions={
        versions.length > 0 && (
          <ConfirmButton
            label={t('history.forget')}
            question={t('history.forgetQuestion')}
            text={t('history.forgetText')}
            onConfirm={() => forget.mutate()}
          />
        )
      }
    >
      <Stack gap="sm">
        {failure !== null && <ErrorNotice error={failure} />}
        {data !== undefined && versions.length === 0 && (
          <Text size="sm" c="dimmed">
            {t('history.none')}
          </Text>
        )}
        {versions.length > 0 && (
          <Table.ScrollContainer minWidth={420}>
            <Table fz="sm">
              <Table.Tbody>
                {versions.map((version) => (
                  <VersionRow
                    key={version.revision}
                    version={version}
                    open={version.revision === shown}
                    onShow={() => show(version.revision === shown ? undefined : version.revision)}
                    onRollback={() => rollback.mutate(version.revision)}
                  />
                ))}
              </Table.Tbody>
            </Table>
          </Table.ScrollContainer>
        )}
        {shown !== undefined && <Difference id={id} revision={shown} />}
      </Stack>
    </Panel>
  )
}

interface VersionRowProps {
  readonly version: DocumentVersionView
  readonly open: boolean
  readonly onShow: () => void
  readonly onRollback: () => void
}

const VersionRow = ({ version, open, onShow, onRollback }: VersionRowProps) => {
  const { t } = useTranslation('settings')
  const { revision, at, by, added, removed, current, exists } = version
  return (
    <Table.Tr>
      <Table.Th scope="row">
        {revision} {current && <Tag tone="good">{t('history.current')}</Tag>}
        {!exists && <Tag tone="quiet">{t('absent')}</Tag>}
      </Table.Th>
      <Table.Td>
        <RelativeTime at={Date.parse(at)} />
      </Table.Td>
      <Table.Td>{t(`history.by.${by}`)}</Table.Td>
      <Table.Td>{added !== null && removed !== null && t('history.lines', { added, removed })}</Table.Td>
      <Table.Td>
        {!current && (
          <Group gap={6} justify="flex-end" wrap="nowrap">
            <Button size="xs" variant="default" aria-expanded={open} onClick={onShow}>
              {t('history.compare')}
            </Button>
            <ConfirmButton
              label={t('history.rollback')}
              question={t('history.rollbackQuestion', { revision })}
              text={t('history.rollbackText')}
              onConfirm={onRollback}
            />
          </Group>
        )}
      </Table.Td>
    </Table.Tr>
  )
}

const Difference = ({ id, revision }: { readonly id: string; readonly revision: number }) => {
  const { t } = useTranslation('settings')
  const { data, error } = useQuery(documentDiffQuery(useClient(), id, revision))
  if (error !== null) return <ErrorNotice error={error} />
  if (data === undefined) return null
  if (data.tooDifferent) return <Text size="sm">{t('history.tooDifferent')}</Text>
  if (data.secretsDiffer) return <Text size="sm">{t('history.secretsDiffer')}</Text>
  return (
    <section className={classes['diff']} aria-label={t('history.compared', { revision })}>
      {data.hunks.map(({ from, to, lines }) => (
        <div key={`${from} ${to}`}>
          <div className={classes['fold']}>{t('history.place', { from, to })}</div>
          <DiffLines lines={lines} />
        </div>
      ))}
    </section>
  )
}
