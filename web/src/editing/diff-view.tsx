/** Two texts and what lies between them; long equal stretches are folded. */
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { type DiffLine, diffLines } from './diff.ts'
import classes from './diff-view.module.css'

export interface DiffViewProps {
  readonly before: string
  readonly after: string
}

const CONTEXT = 3
const MOST_CHARACTERS = 600_000

type Block =
  | { readonly kind: 'lines'; readonly lines: readonly DiffLine[] }
  | { readonly kind: 'fold'; readonly count: number }

/** Keeps a few equal lines around each change and folds the rest. */
export const foldEqual = (lines: readonly DiffLine[]): readonly Block[] => {
  const near = new Set<number>()
  lines.forEach((line, index) => {
    if (line.kind === 'same') return
    for (let at = index - CONTEXT; at <= index + CONTEXT; at += 1) near.add(at)
  })
  const blocks: Block[] = []
  let shown: DiffLine[] = []
  let folded = 0
  const flush = () => {
    if (shown.length > 0) blocks.push({ kind: 'lines', lines: shown })
    if (folded > 0) blocks.push({ kind: 'fold', count: folded })
    shown = []
    folded = 0
  }
  lines.forEach((line, index) => {
    const visible = near.has(index)
    if (visible && folded > 0) flush()
    if (visible) shown.push(line)
    else {
      if (shown.length > 0) flush()
      folded += 1
    }
  })
  flush()
  return blocks
}

const SIGNS = { same: ' ', added: '+', removed: '−' } as const

export const DiffView = ({ before, after }: DiffViewProps) => {
  const { t } = useTranslation()
  const tooLarge = before.length + after.length > MOST_CHARACTERS
  const blocks = useMemo(() => (tooLarge ? [] : foldEqual(diffLines(before, after))), [before, after, tooLarge])
  if (before === after) return <p className={classes['note']}>{t('diff.none')}</p>
  if (tooLarge) return <p className={classes['note']}>{t('diff.tooLarge')}</p>
  return (
    <div className={classes['diff']}>
      {blocks.map((block, index) =>
        block.kind === 'fold' ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: blocks have no identity of their own and never move
          <div key={index} className={classes['fold']}>
            {t('diff.same', { count: block.count })}
          </div>
        ) : (
          // biome-ignore lint/suspicious/noArrayIndexKey: blocks have no identity of their own and never move
          <DiffLines key={index} lines={block.lines} />
        ),
      )}
    </div>
  )
}

export const DiffLines = ({ lines }: { readonly lines: readonly DiffLine[] }) => {
  const { t } = useTranslation()
  return (
    <>
      {lines.map((line, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: lines have no identity of their own and never move
        <div key={index} className={classes['line']} data-kind={line.kind}>
          <span className={classes['sign']} aria-hidden="true">
            {SIGNS[line.kind]}
          </span>
          {line.kind !== 'same' && <span className="visually-hidden">{t(`diff.${line.kind}`)}</span>}
          <span>{line.text === '' ? '\u00a0' : line.text}</span>
        </div>
      ))}
    </>
  )
}
