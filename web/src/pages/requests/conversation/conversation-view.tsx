/** A conversation, turn by turn: long ones open at their end, long texts unfold in steps. */
import { Button } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Answer, AskedConversation, Block, Turn } from '../../../../../src/protocol/conversation/conversation.ts'
import { Message } from '../../../components/message.tsx'
import { Tag } from '../../../components/tag.tsx'
import { BlockView } from './block-view.tsx'
import classes from './conversation-view.module.css'

/** Turns shown at first, from the end; as many more come with each step. */
const SHOWN_TURNS = 20

const ROLES = ['system', 'developer', 'user', 'assistant', 'tool'] as const

/** Which call a result belongs to: results only carry the id. */
const callNames = (blocks: readonly Block[]): ReadonlyMap<string, string> =>
  new Map(blocks.flatMap((block) => (block.kind === 'call' ? [[block.id, block.name] as const] : [])))

export const AskedView = ({ asked }: { readonly asked: AskedConversation }) => {
  const { t } = useTranslation('requests')
  const [shown, setShown] = useState(SHOWN_TURNS)
  const hidden = Math.max(0, asked.turns.length - shown)
  const names = callNames(asked.turns.flatMap((turn) => turn.blocks))
  return (
    <section className={classes['part']} aria-label={t('conversation.asked')}>
      {asked.tools.length > 0 && (
        <details className={classes['tools']}>
          <summary>{t('conversation.tools', { count: asked.tools.length })}</summary>
          <div className={classes['toolNames']}>
            {asked.tools.map((name, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: names may repeat and never move
              <Tag key={index} tone="quiet">
                {name}
              </Tag>
            ))}
          </div>
        </details>
      )}
      {!asked.whole && <Message tone="note" title={t('conversation.cutRequest')} />}
      {hidden > 0 && (
        <Button size="xs" variant="default" onClick={() => setShown(shown + SHOWN_TURNS)}>
          {t('conversation.earlier', { count: hidden })}
        </Button>
      )}
      {asked.turns.slice(hidden).map((turn, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: turns have no identity but their place
        <TurnView key={hidden + index} turn={turn} names={names} />
      ))}
    </section>
  )
}

export interface AnswerViewProps {
  readonly answer: Answer
  /** The kept body ends before the answer does. */
  readonly cut: boolean
  readonly running: boolean
  /** The beginning was not heard. */
  readonly gap: boolean
}

export const AnswerView = ({ answer, cut, running, gap }: AnswerViewProps) => {
  const { t } = useTranslation('requests')
  return (
    <section className={classes['part']} aria-label={t('conversation.answer')} aria-live={running ? 'off' : undefined}>
      {gap && <Message tone="note" title={t('conversation.gap')} />}
      {answer.blocks.length > 0 && (
        <TurnView
          turn={{ role: 'assistant', blocks: answer.blocks }}
          names={callNames(answer.blocks)}
          model={answer.model}
        />
      )}
      {answer.error !== '' && <Message tone="bad" title={t('conversation.error', { text: answer.error })} />}
      {cut && <Message tone="note" title={t('conversation.cutAnswer')} />}
      <div className={classes['end']}>
        {running && (
          <Tag tone="note" pulse>
            {t('conversation.streaming')}
          </Tag>
        )}
        {answer.stopReason !== '' && <Tag tone="quiet">{t('conversation.stop', { reason: answer.stopReason })}</Tag>}
      </div>
    </section>
  )
}

interface TurnViewProps {
  readonly turn: Turn
  readonly names: ReadonlyMap<string, string>
  readonly model?: string
}

const TurnView = ({ turn, names, model = '' }: TurnViewProps) => {
  const { t } = useTranslation('requests')
  const role = ROLES.find((known) => known === turn.role)
  return (
    <article className={classes['turn']} data-role={turn.role}>
      <header className={classes['role']}>
        {role === undefined ? turn.role : t(`conversation.role.${role}`)}
        {model !== '' && <span className={classes['model']}>{model}</span>}
      </header>
      <div className={classes['blocks']}>
        {turn.blocks.map((block, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: blocks have no identity but their place
          <BlockView key={index} block={block} names={names} />
        ))}
      </div>
    </article>
  )
}
