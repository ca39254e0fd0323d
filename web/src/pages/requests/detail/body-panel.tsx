/** One body as text. Only the lines in sight are drawn, so that megabytes do not hold the page up. */
import { SegmentedControl } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useVirtualizer } from '@tanstack/react-virtual'
import { type ReactNode, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ExchangeDetail } from '../../../../../src/contract/api/exchanges.ts'
import { CopyButton } from '../../../components/copy-button.tsx'
import { ErrorNotice } from '../../../components/error-notice.tsx'
import { Message } from '../../../components/message.tsx'
import { Panel } from '../../../components/panel.tsx'
import { useClient } from '../../../connection/app-context.ts'
import { formatBytes } from '../../../text/format.ts'
import { type BodyKind, bodyQuery } from '../data/queries.ts'
import classes from './body-panel.module.css'
import { bodyLines, prettyBody } from './pretty-body.ts'

export interface BodyPanelProps {
  readonly detail: ExchangeDetail
  readonly kind: BodyKind
  readonly note?: string | undefined
  readonly actions?: ReactNode
}

export const BodyPanel = ({ detail, kind, note, actions }: BodyPanelProps) => {
  const { t } = useTranslation('requests')
  const info = detail.bodies[kind]
  const body = useQuery({ ...bodyQuery(useClient(), detail.id, kind), enabled: info !== null && info.kept > 0 })
  const [format, setFormat] = useState('pretty')
  const text = useMemo(() => {
    const raw = body.data ?? ''
    return format === 'pretty' ? prettyBody(raw) : raw
  }, [body.data, format])
  return (
    <Panel
      title={t('body.title')}
      {...(note === undefined ? {} : { text: note })}
      actions={
        <>
          {actions}
          {body.data !== undefined && (
            <>
              <SegmentedControl
                size="xs"
                aria-label={t('body.wrap')}
                data={[
                  { value: 'pretty', label: t('body.pretty') },
                  { value: 'raw', label: t('body.raw') },
                ]}
                value={format}
                onChange={setFormat}
              />
              <CopyButton text={text} />
            </>
          )}
        </>
      }
    >
      {info?.truncated === true && (
        <Message
          tone="note"
          title={t('body.truncated', { kept: formatBytes(info.kept), size: formatBytes(info.size) })}
        />
      )}
      {info === null && <p className={classes['note']}>{t('body.none')}</p>}
      {info !== null && info.size === 0 && <p className={classes['note']}>{t('body.empty')}</p>}
      {body.isError && <ErrorNotice error={body.error} />}
      {body.isLoading && <p className={classes['note']}>{t('body.loading')}</p>}
      {text !== '' && <TextLines text={text} label={t('body.title')} />}
    </Panel>
  )
}

const TextLines = ({ text, label }: { readonly text: string; readonly label: string }) => {
  const lines = useMemo(() => bodyLines(text), [text])
  const scroller = useRef<HTMLDivElement>(null)
  const virtual = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => 19,
    overscan: 20,
  })
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <section ref={scroller} className={classes['scroller']} tabIndex={0} aria-label={label}>
      <div className={classes['lines']} style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map((item) => (
          <div
            key={item.key}
            ref={virtual.measureElement}
            data-index={item.index}
            className={classes['line']}
            style={{ transform: `translateY(${item.start}px)` }}
          >
            <span className={classes['number']} aria-hidden="true">
              {item.index + 1}
            </span>
            <span className={classes['text']}>{lines[item.index]}</span>
          </div>
        ))}
      </div>
    </section>
  )
}
