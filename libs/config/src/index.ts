export { ConfigModule } from './config.module.js';
export { type Settings, WrongSetting, describeSettings, readSettings, variables } from './settings.js';
