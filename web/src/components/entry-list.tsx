/** A list of things one below the other: what each is at the left, what can be done with it at the right, or beneath on a phone. */
import type { ReactNode } from 'react'
import classes from './entry-list.module.css'

export const EntryList = ({ label, children }: { readonly label: string; readonly children: ReactNode }) => (
  <ul className={classes['list']} aria-label={label}>
    {children}
  </ul>
)

export interface EntryProps {
  /** Name and state, in one line while there is room. */
  readonly head: ReactNode
  readonly actions: ReactNode
  readonly children: ReactNode
}

export const Entry = ({ head, actions, children }: EntryProps) => (
  <li className={classes['entry']}>
    <div className={classes['words']}>
      <div className={classes['head']}>{head}</div>
      {children}
    </div>
    {actions}
  </li>
)
