/** A text, and which secrets the settings on the page find in it: their kinds and places, never the secrets. */
import { Button, Stack, Textarea } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { MaskKindView } from '../../../../src/contract/api/masking.ts'
import type { MaskSettings } from '../../../../src/contract/mask.ts'
import { ErrorNotice } from '../../components/error-notice.tsx'
import { Panel } from '../../components/panel.tsx'
import { useClient } from '../../connection/app-context.ts'
import { read } from '../../connection/client.ts'
import classes from './mask-try.module.css'

export interface MaskTryProps {
  readonly kinds: readonly MaskKindView[]
  readonly draft: MaskSettings
}

export const MaskTry = ({ kinds, draft }: MaskTryProps) => {
  const { t, i18n } = useTranslation('filters')
  const client = useClient()
  const [text, setText] = useState('')
  /** Rules of the user's are called what the user calls them. */
  const nameOf = (id: string): string => {
    const names = kinds.find((kind) => kind.id === id)?.names
    if (names !== undefined) return i18n.language.startsWith('zh') ? names.zh : names.en
    return id === 'values' ? t('mask.values') : id
  }
  const attempt = useMutation({
    mutationFn: () => read(client.api.masking.try.$post({ json: { text, draft } })),
  })
  return (
    <div className={classes['panel']}>
      <Panel title={t('mask.tryTitle')} text={t('mask.tryText')}>
        <Stack gap="sm">
          <Textarea
            label={t('mask.sample')}
            autosize
            minRows={3}
            maxRows={12}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
          />
          <Button onClick={() => attempt.mutate()} loading={attempt.isPending}>
            {t('try.submit')}
          </Button>
          {attempt.error !== null && <ErrorNotice error={attempt.error} />}
          {attempt.data !== undefined && (
            <>
              <ul className={classes['found']}>
                {attempt.data.found.length === 0 && <li>{t('mask.nothing')}</li>}
                {attempt.data.found.map(({ kind, line, column, characters }) => (
                  <li key={`${line}:${column}`}>{t('mask.found', { kind: nameOf(kind), line, column, characters })}</li>
                ))}
              </ul>
              <Textarea label={t('mask.leaves')} readOnly autosize maxRows={12} value={attempt.data.text} />
            </>
          )}
        </Stack>
      </Panel>
    </div>
  )
}
