/** One block of a turn: words, thinking, a tool call with its input, a result, an image. */
import { Button } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Block } from '../../../../../src/protocol/conversation/conversation.ts'
import { parsePartialJson } from '../../../../../src/protocol/conversation/partial-json.ts'
import { formatBytes } from '../../../text/format.ts'
import classes from './block-view.module.css'

export interface BlockViewProps {
  readonly block: Block
  /** Names of the calls by their id. */
  readonly names: ReadonlyMap<string, string>
}

export const BlockView = ({ block, names }: BlockViewProps) => {
  const { t } = useTranslation('requests')
  switch (block.kind) {
    case 'text':
      return <LongText text={block.text} />
    case 'thinking':
      return block.sealed ? (
        <p className={classes['sealed']}>{t('conversation.sealed')}</p>
      ) : (
        <details className={classes['box']} data-kind="thinking" open>
          <summary>{t('conversation.thinking')}</summary>
          <LongText text={block.text} />
        </details>
      )
    case 'call':
      return (
        <details className={classes['box']} data-kind="call" open>
          <summary>{t('conversation.call', { name: block.name })}</summary>
          <LongText text={openInput(block.input)} mono />
        </details>
      )
    case 'result':
      return <ResultView block={block} names={names} />
    case 'image':
      return <ImageView block={block} />
    case 'other':
      return (
        <details className={classes['box']}>
          <summary>{t('conversation.other', { type: block.type })}</summary>
          <LongText text={block.json} mono />
        </details>
      )
  }
}

/** Arguments arrive as one line of JSON, and may still be arriving. */
const openInput = (input: string): string => {
  const { value } = parsePartialJson(input)
  return typeof value === 'object' && value !== null ? JSON.stringify(value, null, 2) : input
}

const ResultView = ({
  block,
  names,
}: { readonly block: Extract<Block, { kind: 'result' }> } & Pick<BlockViewProps, 'names'>) => {
  const { t } = useTranslation('requests')
  const name = names.get(block.id) ?? block.id
  return (
    <details className={classes['box']} data-kind={block.failed ? 'failed' : 'result'} open>
      <summary>{block.failed ? t('conversation.failedResult', { name }) : t('conversation.result', { name })}</summary>
      {block.blocks.map((inner, index) =>
        inner.kind === 'text' ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: blocks have no identity but their place
          <LongText key={index} text={inner.text} mono />
        ) : (
          // biome-ignore lint/suspicious/noArrayIndexKey: blocks have no identity but their place
          <BlockView key={index} block={inner} names={names} />
        ),
      )}
    </details>
  )
}

/** Only images that lie in the body itself are drawn: nothing is fetched from elsewhere. */
const ImageView = ({ block }: { readonly block: Extract<Block, { kind: 'image' }> }) => {
  const { t } = useTranslation(['requests', 'common'])
  if (/^data:image\/(png|jpeg|gif|webp);/.test(block.source)) {
    return <img className={classes['image']} src={block.source} alt={t('conversation.image')} loading="lazy" />
  }
  return (
    <p className={classes['sealed']}>
      {t('conversation.image')}
      {t('common:colon')}
      <code>{block.source.slice(0, 200)}</code>
    </p>
  )
}

const FIRST_CHARACTERS = 3000
const MORE_CHARACTERS = 60_000

const LongText = ({ text, mono = false }: { readonly text: string; readonly mono?: boolean }) => {
  const { t } = useTranslation('requests')
  const [shown, setShown] = useState(FIRST_CHARACTERS)
  const rest = text.length - shown
  return (
    <div>
      <div className={classes['text']} data-mono={mono}>
        {rest > 0 ? text.slice(0, shown) : text}
      </div>
      {rest > 0 && (
        <Button size="compact-xs" variant="subtle" onClick={() => setShown(shown + MORE_CHARACTERS)}>
          {t('conversation.showMore', { size: formatBytes(rest) })}
        </Button>
      )}
    </div>
  )
}
