/** Texts that rows pick from, already encoded. Their order and number are part of the dataset. */

const encode = (texts: readonly string[]) => texts.map((text) => Buffer.from(text));

export const STATUSES = encode(['paid', 'draft', 'void', 'open']);

export const PLANS = encode(['free', 'team', 'business']);

export const NOTES = encode([
  'Paid by bank transfer',
  'Purchase order to follow',
  'Discount agreed by phone',
  'Send a copy to the branch office',
  'Reverse charge applies',
  'Second reminder sent',
  'Delivered in two parts',
  'Quarterly settlement',
]);

export const DESCRIPTIONS = encode([
  'Consulting, senior, one day',
  'Consulting, one day',
  'On-site visit',
  'Travel expenses',
  'Support plan, one month',
  'Support plan, one year',
  'Licence, one seat',
  'Licence, ten seats',
  'Hosting, small',
  'Hosting, large',
  'Storage, 100 GB',
  'Backup service',
  'Training, half a day',
  'Training material',
  'Spare part, type A',
  'Spare part, type B',
]);

export const CITIES = encode([
  'Bergen',
  'Bologna',
  'Gdansk',
  'Ghent',
  'Graz',
  'Leiden',
  'Porto',
  'Tampere',
]);
