/** The user's files: where they are, whether they are in force, and each one's text. */
import { Button, Stack, Table } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { DocumentInfo } from '../../../../src/contract/api/documents.ts'
import { documentsQuery } from '../../api/queries.ts'
import { Panel } from '../../components/panel.tsx'
import { Tag } from '../../components/tag.tsx'
import { useClient } from '../../connection/app-context.ts'
import { DocumentEditor } from '../../editing/document-editor.tsx'
import { DocumentHistory } from '../../editing/document-history.tsx'
import classes from './documents-panel.module.css'

export const DocumentsPanel = () => {
  const { t } = useTranslation('settings')
  const navigate = useNavigate()
  const { document: open, line = 0 } = useSearch({ strict: false })
  const documents = useQuery(documentsQuery(useClient())).data?.documents ?? []
  const show = (id: string | undefined) =>
    void navigate({ to: '/settings', search: id === undefined ? {} : { document: id }, resetScroll: false })
  return (
    <>
      <Panel title={t('documents')} text={t('documentsText')} flush>
        <Table className={classes['table'] ?? ''}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('document')}</Table.Th>
              <Table.Th>{t('file')}</Table.Th>
              <Table.Th aria-label={t('open')} />
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {documents.map((document) => (
              <Table.Tr key={document.id} data-open={document.id === open}>
                <Table.Th scope="row">
                  {document.id} <DocumentState document={document} />
                </Table.Th>
                <Table.Td>
                  <code className={classes['file']}>{document.file}</code>
                </Table.Td>
                <Table.Td className={classes['action'] ?? ''}>
                  <Button
                    size="compact-sm"
                    variant="default"
                    aria-expanded={document.id === open}
                    onClick={() => show(document.id === open ? undefined : document.id)}
                  >
                    {document.id === open ? t('close') : t('open')}
                  </Button>
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Panel>
      {open !== undefined && documents.some((document) => document.id === open) && (
        <Stack gap="md">
          <DocumentEditor key={open} id={open} text={t('editorText')} startLine={line} />
          <DocumentHistory key={`history of ${open}`} id={open} />
        </Stack>
      )}
    </>
  )
}

const DocumentState = ({ document }: { readonly document: DocumentInfo }) => {
  const { t } = useTranslation('settings')
  if (document.rejection !== null) return <Tag tone="bad">{t('rejected')}</Tag>
  if (document.notices.length > 0) return <Tag tone="warn">{t('partly')}</Tag>
  return document.exists ? <Tag tone="good">{t('inForce')}</Tag> : <Tag tone="quiet">{t('absent')}</Tag>
}
