export { CampaignRow } from './campaign.row.js';
export { Campaigns, type ListedCampaign } from './campaigns.js';
export { populationHash } from './core/population.js';
export { ReviewItemRow } from './review-item.row.js';
export { ReviewsModule } from './reviews.module.js';
