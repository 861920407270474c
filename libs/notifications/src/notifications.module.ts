import { Module } from '@nestjs/common';
import { Composition } from './composition.js';
import { Mailer } from './mailer.js';
import { Notifications } from './notifications.js';
import { Poster } from './poster.js';
import { Webhooks } from './webhooks.js';

@Module({ providers: [Composition, Mailer, Notifications, Poster, Webhooks], exports: [Notifications, Webhooks] })
export class NotificationsModule {}
