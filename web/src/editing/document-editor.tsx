/** A document as its own text: checked as JSON while typing, by the daemon when saved, with faults at their line. */
import { Button, Group, Stack, Text } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { DocumentView } from '../../../src/contract/api/documents.ts'
import { documentQuery, keys } from '../api/queries.ts'
import { CopyButton } from '../components/copy-button.tsx'
import { ErrorNotice } from '../components/error-notice.tsx'
import { Message } from '../components/message.tsx'
import { Panel } from '../components/panel.tsx'
import { useClient } from '../connection/app-context.ts'
import { ifMatch, part, read } from '../connection/client.ts'
import type { ApiProblem } from '../connection/problem.ts'
import { noticeText } from '../text/notice-text.ts'
import { problemDetail } from '../text/problem-text.ts'
import { codeText, complaintText } from '../text/reason-text.ts'
import { type EditorFault, JsonEditor } from './json-editor.tsx'
import { jsonFault } from './json-fault.ts'
import { SaveBar } from './save-bar.tsx'
import { useSettings } from './use-settings.ts'

export interface DocumentEditorProps {
  readonly id: string
  readonly text: string
  /** Line to go to when it opens, 0 for none. */
  readonly startLine: number
}

export const DocumentEditor = ({ id, text, startLine }: DocumentEditorProps) => {
  const { t } = useTranslation()
  const client = useClient()
  const queries = useQueryClient()
  const { queryKey } = documentQuery(client, id)
  const editor = useSettings<DocumentView>({
    queryKey: [...queryKey, 'editor'],
    read: async () => versioned(await read(client.api.documents[':id'].$get({ param: { id: part(id) } }))),
    write: async (view, version) =>
      versioned(
        await read(
          client.api.documents[':id'].$put({
            param: { id: part(id) },
            header: ifMatch(version),
            json: { text: view.text },
          }),
        ),
      ),
    onSaved: () => {
      for (const key of ['documents', 'settings', 'upstreams', 'access', 'status'] as const) {
        void queries.invalidateQueries({ queryKey: keys[key] })
      }
    },
  })
  const { draft } = editor
  if (draft === undefined) return editor.readError === null ? null : <ErrorNotice error={editor.readError} />
  const place = editor.dirty ? jsonFault(draft.text) : undefined
  const typed = place && { ...place, message: codeText('not-json') }
  const fault = typed ?? faultOf(editor.problem)
  const format = () => editor.change({ ...draft, text: `${JSON.stringify(JSON.parse(draft.text), null, 2)}\n` })
  return (
    <Panel
      title={id}
      text={t('document.file', { file: draft.file })}
      actions={
        <Group gap={4}>
          <Button size="xs" variant="default" disabled={jsonFault(draft.text) !== undefined} onClick={format}>
            {t('document.format')}
          </Button>
          <CopyButton text={draft.text} />
        </Group>
      }
    >
      <Stack gap="sm">
        <Text size="sm" c="dimmed">
          {text}
        </Text>
        {draft.rejection !== null && (
          <Message tone="bad" title={t('document.rejected')}>
            {complaintText(draft.rejection.field, draft.rejection.why)}
            {draft.rejection.line > 0 &&
              ` (${t('error.lineColumn', { line: draft.rejection.line, column: draft.rejection.column })})`}
          </Message>
        )}
        {draft.notices.map((notice) => (
          <Message key={JSON.stringify(notice.params)} tone="warn" title={noticeText(notice, (service) => service)} />
        ))}
        <JsonEditor
          value={draft.text}
          label={t('jsonEditor.label')}
          fault={fault}
          startLine={startLine}
          onChange={(next) => editor.change({ ...draft, text: next })}
        />
        <SaveBar
          editor={{ ...editor, problem: fault === undefined ? editor.problem : undefined }}
          blocked={typed !== undefined}
        />
      </Stack>
    </Panel>
  )
}

const versioned = (view: DocumentView) => ({ version: view.version, settings: view })

const faultOf = (problem: ApiProblem | undefined): EditorFault | undefined =>
  problem === undefined || problem.line === 0
    ? undefined
    : { message: problemDetail(problem), line: problem.line, column: problem.column }
