export { ConfigModule } from './config.module.js';
export { WrongSetting, describeSettings, readSettings, variables } from './settings.js';
