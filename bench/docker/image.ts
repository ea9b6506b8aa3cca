import { EnvironmentError } from '../errors.js';
import type { Docker } from './engine.js';

/**
 * Makes sure an image is there, fetching it where it is not.
 *
 * @param setting the environment variable that names another one
 * @throws {EnvironmentError} when it can't be fetched
 */
export async function provideImage(
  { library, client }: Docker,
  image: string,
  setting: string,
  onProgress: (message: string) => void,
): Promise<void> {
  const name = library.ImageName.fromString(image);
  if (await client.image.exists(name)) return;
  onProgress(`Fetching the image ${image} (once)`);
  try {
    await client.image.pull(name);
  } catch (cause) {
    throw new EnvironmentError(
      `Could not fetch the image ${image}: ${cause instanceof Error ? cause.message : String(cause)}`,
      `Fetch it with \`docker pull ${image}\`, or name one that is there in ${setting}.`,
      { cause },
    );
  }
}
