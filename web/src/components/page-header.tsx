/** The head of a page: its name, one sentence on what it is for, and what one can do on the whole page. */
import { Title } from '@mantine/core'
import { type ReactNode, useEffect } from 'react'
import classes from './page-header.module.css'

export interface PageHeaderProps {
  readonly title: string
  readonly text?: string
  /** Buttons at the far end. */
  readonly children?: ReactNode
}

export const PageHeader = ({ title, text, children }: PageHeaderProps) => {
  useEffect(() => {
    document.title = `${title} · CLP`
  }, [title])
  return (
    <header className={classes['header']}>
      <div className={classes['words']}>
        <Title order={1}>{title}</Title>
        {text !== undefined && <p className={classes['text']}>{text}</p>}
      </div>
      {children !== undefined && <div className={classes['actions']}>{children}</div>}
    </header>
  )
}
