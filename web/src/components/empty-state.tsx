/** Nothing to show, and what to do about it. */
import type { ReactNode } from 'react'
import classes from './empty-state.module.css'

export interface EmptyStateProps {
  readonly title: string
  readonly text?: string
  readonly icon?: ReactNode
  readonly children?: ReactNode
}

export const EmptyState = ({ title, text, icon, children }: EmptyStateProps) => (
  <div className={classes['empty']}>
    {icon !== undefined && (
      <div className={classes['icon']} aria-hidden="true">
        {icon}
      </div>
    )}
    <p className={classes['title']}>{title}</p>
    {text !== undefined && <p className={classes['text']}>{text}</p>}
    {children !== undefined && <div className={classes['actions']}>{children}</div>}
  </div>
)
