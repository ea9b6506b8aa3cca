import { charts } from './charts.js';
import type { Exporter } from './exporter.js';
import { html } from './html.js';
import { json } from './json.js';
import { markdown } from './markdown.js';
import { plans } from './plans.js';

/** Every exporter, most precious first: on a full disk the figures are kept before the pictures. */
export const EXPORTERS: readonly Exporter[] = [json, markdown, html, charts, plans];
