import { CONFIG, wrap } from './theme.js';

/**
 * What every chart's spec begins with: its language, the look, and title and subtitle broken into lines
 * that fit.
 *
 * @param axisWidth room for the y axis, in px: the title starts at the chart's edge, not at the plot's
 */
export function frame(title: string, subtitle: string, axisWidth?: number) {
  return {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    config: CONFIG,
    title: {
      text: wrap(title),
      ...(axisWidth === undefined ? {} : { dx: -axisWidth }),
      subtitle: wrap(subtitle, 54),
    },
  };
}
