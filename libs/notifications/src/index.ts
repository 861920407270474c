export { NotificationRow } from './notification.row.js';
export { Notifications } from './notifications.js';
export { NotificationsModule } from './notifications.module.js';
export { WebhookRow } from './webhook.row.js';
export { Webhooks } from './webhooks.js';
