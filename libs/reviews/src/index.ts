export { CampaignRow } from './campaign.row.js';
export { Campaigns, type ListedCampaign, type NewCampaign } from './campaigns.js';
export { populationHash, type Snapshot } from './core/population.js';
export { ReviewItemRow } from './review-item.row.js';
export { ReviewsModule } from './reviews.module.js';
export type { Answer } from './settle.js';
