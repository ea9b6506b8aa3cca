/** How figures of load are made, for the head of their section. */
export function LoadNote({ single }: { readonly single: boolean }) {
  return (
    <p class="note">
      {single ? (
        <b class="warning">One pass a figure: how much it varies from pass to pass is not known.</b>
      ) : (
        'Each figure is the median over passes in random order, with the smallest and largest.'
      )}{' '}
      Open-loop latency counts from when a request was meant to start, so a wait for a connection is
      in it. CPU is of one exchange; latency is of exchanges that succeeded, so a row with failures
      is no measure of speed.
    </p>
  );
}
