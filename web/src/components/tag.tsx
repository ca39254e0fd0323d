/** A small word in a tone, for states. Colour is never the only sign: the word says it. */
import type { ReactNode } from 'react'
import classes from './tag.module.css'

export type TagTone = 'good' | 'note' | 'warn' | 'bad' | 'quiet'

export interface TagProps {
  readonly tone: TagTone
  /** A dot in front that breathes, for what is going on now. */
  readonly pulse?: boolean
  readonly title?: string
  readonly children: ReactNode
}

export const Tag = ({ tone, pulse = false, title, children }: TagProps) => (
  <span className={classes['tag']} data-tone={tone} title={title}>
    {pulse && <span className={classes['pulse']} aria-hidden="true" />}
    {children}
  </span>
)
