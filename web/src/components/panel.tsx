/** A surface with a head: the one box everything on a page stands in. */
import { Title } from '@mantine/core'
import type { ReactNode } from 'react'
import classes from './panel.module.css'

export interface PanelProps {
  readonly title?: ReactNode
  readonly text?: ReactNode
  /** Small controls at the far end of the head. */
  readonly actions?: ReactNode
  /** Content reaches the edges, for tables. */
  readonly flush?: boolean
  readonly children?: ReactNode
}

export const Panel = ({ title, text, actions, flush = false, children }: PanelProps) => (
  <section className={classes['panel']}>
    {(title !== undefined || actions !== undefined) && (
      <div className={classes['head']}>
        <div className={classes['words']}>
          {title !== undefined && <Title order={2}>{title}</Title>}
          {text !== undefined && <p className={classes['text']}>{text}</p>}
        </div>
        {actions !== undefined && <div className={classes['actions']}>{actions}</div>}
      </div>
    )}
    {children === undefined ? (
      <div className={classes['foot']} />
    ) : (
      <div className={flush ? classes['flush'] : classes['body']}>{children}</div>
    )}
  </section>
)
