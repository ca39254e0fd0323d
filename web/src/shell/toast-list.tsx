/** Mantine's list of notifications with its styles, in a chunk of its own. */
import { Notifications } from '@mantine/notifications'
import '@mantine/notifications/styles.css'
import classes from './toast-list.module.css'

export const ToastList = () => (
  <Notifications
    classNames={{ root: classes['list'] ?? '' }}
    position="bottom-right"
    limit={4}
    autoClose={6000}
    zIndex={500}
  />
)
