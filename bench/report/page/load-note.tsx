import { isSinglePass, type LoadPoint } from '../scenario/load-points.js';

/** How figures of load are made, for the head of their section. */
export function LoadNote({ points }: { readonly points: readonly Pick<LoadPoint, 'passes'>[] }) {
  const isAlways = points.every(({ passes }) => passes.length < 2);
  return (
    <p class="note">
      {isSinglePass(points) ? (
        <b class="warning">
          {isAlways ? 'One pass a figure' : 'Some figures are of one pass'}: how much{' '}
          {isAlways ? 'it varies' : 'they vary'} from pass to pass is not known.
        </b>
      ) : (
        'Each figure is the median over passes in random order, with the smallest and largest.'
      )}{' '}
      Open-loop latency counts from when a request was meant to start, so a wait for a connection is
      in it. CPU is of one exchange; latency is of exchanges that succeeded, so a row with failures
      is no measure of speed.
    </p>
  );
}
